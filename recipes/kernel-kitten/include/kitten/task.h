/* Tasks: the threads of the program, and those of the kernel. */
#ifndef KITTEN_TASK_H
#define KITTEN_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <guest/kernel.h>

#include <arch/arch.h>
#include <arch/processor.h>

enum {
    TASKS_MAX = 2048,
    TASK_PRIMARY = 1,
    TASK_PROGRAM_GUARD = 0x10000, /* below a stack of the program's own */
};

enum task_state {
    TASK_READY,
    TASK_RUNNING,
    TASK_WAITING,
    TASK_DEAD,
};

struct task;

/* First in, first out. */
struct task_queue {
    struct task *first, *last;
};

struct task {
    uint64_t stack_pointer; /* while it does not run */
    uint64_t thread_pointer;
    uint32_t number; /* of a thread of the program; the timer's hook has that of the primary thread */
    uint32_t cpu;    /* on which it runs, is ready, or ran last */
    uint64_t cpus;   /* on which it may */
    enum task_state state;
    bool is_held;    /* stands still while the timer's hook runs */
    bool is_endless; /* waits without a time and without input: only another thread can wake it */
    bool is_timed_out;
    struct task_queue *queue; /* in which it is ready or waits, if in any */
    struct task *previous, *next;
    bool is_sleeping; /* among the sleepers of its cpu */
    uint64_t until;
    struct task *previous_sleeper, *next_sleeper;
    const uint32_t *word; /* for which it waits */
    uint32_t *exit_word;
    uint64_t hook_count; /* calls of the timer's hook that it was told of */
    uint64_t run_ns;
    uint64_t yielded_at, waits_since; /* when it yielded last (0: never), and first of those in a row */
    uint64_t stack_low, stack_top;
    bool is_stack_own;
    const char *name;
    void (*entry)(void *argument);
    void *argument;
};

static inline struct task *task_current(void) {
    return arch_thread();
}

/* The thread with a number (0: the current one), or a null pointer. The lock of scheduling is held. */
struct task *task_numbered(unsigned number);

/* How many threads the program has. */
unsigned task_count(void);

/* Start a thread of the program; returns its number or -KERNEL_E*. */
long task_start(const struct kernel_thread *how);

/* A task of the kernel with a stack in a slot of the stacks, which waits; it begins with interrupts off. Panics. */
void task_create_for_kernel(struct task *task, unsigned slot, uint64_t stack_size, const char *name,
                            void (*entry)(void *argument));

/* What is left of a task whose stack nobody stands on any more. The lock of scheduling is held. */
void task_bury(struct task *task);

/* Give the memory of stacks back that nobody uses. The lock of memory is held. */
void task_reclaim_stacks(void);

/* Slots of the stacks: those of idle tasks come with the processors. */
#define TASK_HOOK_SLOT (1 + ARCH_PROCESSORS_MAX)
#define TASK_SLOT(number) (TASK_HOOK_SLOT + (number))
_Static_assert(TASK_SLOT(TASKS_MAX) * (uint64_t)ARCH_STACK_SLOT <= ARCH_STACKS_END - ARCH_STACKS,
               "every thread has a slot of the stacks");
_Static_assert(KERNEL_STACK_MAX + KERNEL_STACK_GUARD <= ARCH_STACK_SLOT, "a stack leaves room for its guard");

#endif
