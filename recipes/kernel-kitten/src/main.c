/* From a processor that runs to the program on all of them. */
#include <guest/kernel.h>

#include <arch/input.h>
#include <kitten/sched.h>
#include <memory/pages.h>
#include <memory/pmem.h>

enum {
    /* The primary thread's stack: a quarter of memory within these bounds. */
    STACK_MIN = 256 << 10,
    STACK_MAX = 8 << 20,
    HZ_MAX = 10000,
};

static const struct command_line *line;

bool upcall_interrupt(struct arch_frame *frame) {
    if (frame->vector < ARCH_FIRST_IRQ)
        return false;
    if (frame->vector == ARCH_TIMER_VECTOR)
        sched_expire();
    else if (frame->vector < ARCH_PANIC_VECTOR)
        arch_input_interrupt((unsigned)frame->vector - ARCH_FIRST_IRQ);
    sched_check();
    return true;
}

static unsigned number_of(const char *name, const char *text, unsigned least, unsigned most) {
    unsigned value = 0;
    const char *at = text;

    while (*at >= '0' && *at <= '9' && value <= most)
        value = value * 10 + (unsigned)(*at++ - '0');
    if (at == text || *at != '\0' || value < least || value > most)
        arch_panic("command line: `%s=%s`: not a number from %u to %u", name, text, least, most);
    return value;
}

static void begin_processor(void) {
    cpu_begin();
    cpu_idle();
}

/* So many as were declared; all that there are, if nothing was. */
static void start_processors(const struct arch_boot *boot) {
    uint32_t apic_ids[ARCH_PROCESSORS_MAX];
    const unsigned found = arch_processors_find(boot, apic_ids);
    const unsigned wanted = line->cpus == NULL ? found : number_of("cpus", line->cpus, 1, ARCH_PROCESSORS_MAX);

    if (wanted > found)
        arch_panic("the guest is declared with %u processors, and the machine has %u", wanted, found);
    for (unsigned i = 1; i < wanted; i++) {
        cpu_create(i);
        arch_processor_start(apic_ids[i], begin_processor);
        while (!(cpus_online() >> i & 1))
            arch_pause();
    }
}

static void run_program(void *argument) {
    (void)argument;
    program_start(line->argc, line->argv, line->envp);
}

static size_t stack_size(void) {
    const size_t quarter = page_floor(pages_unused() * PAGE_SIZE / 4);

    return quarter < STACK_MIN ? STACK_MIN : quarter > STACK_MAX ? STACK_MAX : quarter;
}

_Noreturn void upcall_start(const struct arch_boot *boot) {
    struct kernel_thread primary = {.entry = run_program, .name = "the primary thread"};

    arch_console_start();
    line = arch_arguments(boot->command_line);
    if (line->sched_hz != NULL)
        sched_set_hz(number_of("sched-hz", line->sched_hz, 0, HZ_MAX));
    arch_timestamp_start();
    cpu_create(0);
    cpu_begin();
    start_processors(boot);
    arch_input_start();
    pmem_keep_for_kernel();
    primary.stack_size = stack_size();
    if (kernel_thread_start(&primary) != 1)
        arch_panic("too little memory for the primary thread");
    cpu_idle();
}
