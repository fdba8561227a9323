#include <geekos/bootinfo.h>

#include <guest/kernel.h>

#include <geekos/int.h>
#include <geekos/keyboard.h>
#include <geekos/kthread.h>
#include <geekos/malloc.h>
#include <geekos/mem.h>
#include <geekos/screen.h>
#include <geekos/timer.h>
#include <portable/command_line.h>

enum { PRIMARY_STACK_SIZE = 8 << 20 };

/* The link step bakes the guest's own line in. */
extern const char kernel_baked_command_line[];

static struct command_line s_commandLine;

void upcall_memory(const struct arch_boot *boot) {
    Init_Mem(&boot->memory);
}

_Noreturn void upcall_start(const struct arch_boot *boot) {
    struct Boot_Info bootInfo = {
        .bootInfoSize = sizeof bootInfo,
        .memSizeKB = (int)(Count_Free_Pages() * (PAGE_SIZE / 1024)),
        .commandLine = boot->command_line,
    };

    Main(&bootInfo);
}

static void Read_Command_Line(const char *fromLoader) {
    void *room = Malloc(command_line_room(kernel_baked_command_line, fromLoader));
    char complaint[128];

    if (room == NULL)
        arch_panic("too little memory for the command line");
    if (!command_line_parse(&s_commandLine, kernel_baked_command_line, fromLoader, room, complaint, sizeof complaint))
        arch_panic("command line: %s", complaint);
    if (s_commandLine.console != NULL)
        Choose_Consoles(s_commandLine.console);
}

static void Run_Program(unsigned long arg) {
    (void)arg;
    program_start(s_commandLine.argc, s_commandLine.argv, s_commandLine.envp);
}

static _Noreturn void Idle(void) {
    for (;;) {
        Reap_Threads();
        arch_wait_for_interrupt();
    }
}

_Noreturn void Main(struct Boot_Info *bootInfo) {
    Init_Screen();
    Init_Heap(ARCH_KERNEL_HEAP, ARCH_KERNEL_HEAP_END);
    Init_Scheduler();
    Read_Command_Line(bootInfo->commandLine);
    Init_Timer();
    Init_Keyboard();
    if (Start_Named_Thread(Run_Program, 0, PRIORITY_NORMAL, true, PRIMARY_STACK_SIZE, "the primary thread") == NULL)
        arch_panic("too little memory for the primary thread");
    Enable_Interrupts();
    Yield();
    Idle();
}
