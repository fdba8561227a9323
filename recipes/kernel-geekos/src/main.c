#include <geekos/bootinfo.h>

#include <guest/kernel.h>

#include <geekos/int.h>
#include <geekos/keyboard.h>
#include <geekos/kthread.h>
#include <geekos/mem.h>
#include <geekos/timer.h>
#include <memory/pmem.h>

enum { PRIMARY_STACK_SIZE = 8 << 20 };

static const struct command_line *s_commandLine;

_Noreturn void upcall_start(const struct arch_boot *boot) {
    struct Boot_Info bootInfo = {
        .bootInfoSize = sizeof bootInfo,
        .memSizeKB = (int)(Count_Free_Pages() * (PAGE_SIZE / 1024)),
        .commandLine = boot->command_line,
    };

    Main(&bootInfo);
}

static void Run_Program(unsigned long arg) {
    (void)arg;
    program_start(s_commandLine->argc, s_commandLine->argv, s_commandLine->envp);
}

static _Noreturn void Idle(void) {
    for (;;) {
        Reap_Threads();
        arch_wait_for_interrupt();
    }
}

/* Other kernels have more processors, and can do without ticks. */
static void Refuse_Parameters(void) {
    if (s_commandLine->cpus != NULL && (s_commandLine->cpus[0] != '1' || s_commandLine->cpus[1] != '\0'))
        arch_panic("command line: `cpus=%s`: this kernel runs one processor", s_commandLine->cpus);
    if (s_commandLine->sched_hz != NULL)
        arch_panic("command line: `sched-hz=%s`: this kernel ticks %d times a second", s_commandLine->sched_hz,
                   TICKS_PER_SEC);
}

_Noreturn void Main(struct Boot_Info *bootInfo) {
    arch_console_start();
    Init_Scheduler();
    s_commandLine = arch_arguments(bootInfo->commandLine);
    Refuse_Parameters();
    Init_Timer();
    Init_Keyboard();
    pmem_keep_for_kernel();
    if (Start_Named_Thread(Run_Program, 0, PRIORITY_NORMAL, true, PRIMARY_STACK_SIZE, "the primary thread") == NULL)
        arch_panic("too little memory for the primary thread");
    Enable_Interrupts();
    Yield();
    Idle();
}
