/*
 * Scheduling: a run queue for each processor, which has no tick while one thread runs on it. One lock guards all of
 * it, and the queues of whoever waits; it is held for moments.
 */
#ifndef KITTEN_SCHED_H
#define KITTEN_SCHED_H

#include <kitten/task.h>

enum { SCHED_SLICE_NS = 10000000 };

struct cpu {
    struct arch_processor *processor;
    uint32_t number;
    uint32_t ready_count;
    struct task *current, *left; /* `left` is whom the last switch left */
    struct task idle;
    struct task_queue ready;
    struct task *sleepers;   /* by ascending time */
    uint64_t slice_end;      /* when the next of `ready` has its turn */
    uint64_t armed_for;      /* when the timer interrupts; UINT64_MAX: not at all */
    uint64_t switched_at;    /* when `current` got the processor */
    uint64_t thread_pointer; /* what the FS base is */
    unsigned expired;        /* how often the timer has gone off */
};

static inline struct cpu *cpu_current(void) {
    struct cpu *cpu;
    __asm__ volatile("movq %%gs:16, %0" : "=r"(cpu));
    return cpu;
}

/* Take the running context as the idle task of this processor; the processor takes tasks when it idles. */
void cpu_create(unsigned number);
void cpu_begin(void);
_Noreturn void cpu_idle(void);

/* A bit for each processor that runs tasks. */
uint64_t cpus_online(void);
struct cpu *cpu_numbered(unsigned number);

/* How often a processor with one thread is interrupted in a second; 0: never. */
void sched_set_hz(unsigned hz);

/* The lock; sched_lock returns whether interrupts were on. */
bool sched_lock(void);
void sched_unlock(bool enabled);

/* Without the lock, and so perhaps no longer so: whether another task waits for this processor. */
bool sched_has_turns(void);

/* ---- With the lock held ---- */

/* Let the current task wait in a queue (or in none) until it is woken or a time comes; false if the time came. */
bool sched_wait(struct task_queue *queue, uint64_t until);

/* Wake a task that waits, wherever it does. */
void sched_wake(struct task *task);
void sched_wake_all(struct task_queue *queue);

/* Make a task ready on the best processor for it. */
void sched_ready(struct task *task);

/* The current task lets those run that are ready on its processor. */
void sched_yield(void);

/* Give up the processor; the current task is dead, or was put where it is found again. */
void sched_leave(void);

/* Put `task` on the processor at once, the current one first behind it. */
void sched_preempt_by(struct task *task);

/* Let a task move that may not run where it does. */
void sched_move(struct task *task);

/* What a context does first that was switched to. */
void sched_arrive(void);

/* Let the timer of a processor interrupt when it next has to. */
void sched_arm(struct cpu *cpu);
void sched_poke(struct cpu *cpu);

/* ---- From interrupts, without the lock ---- */

/* Wake those whose time has come; and see whether another task should run here. */
void sched_expire(void);
void sched_check(void);

/* For how long processors were busy, in sum; and a task had one. */
uint64_t sched_busy_ns(void);
uint64_t sched_run_ns(void);

#endif
