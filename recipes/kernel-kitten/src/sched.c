#include <kitten/sched.h>

#include <kitten/hook.h>
#include <kitten/queue.h>
#include <memory/small.h>

static struct arch_lock lock;
static uint64_t online, idle; /* a bit for each processor */
static uint64_t slice_ns = SCHED_SLICE_NS;
static bool is_ticking; /* with one thread on a processor as well */

bool sched_lock(void) {
    return arch_lock_take(&lock);
}

void sched_unlock(bool enabled) {
    arch_lock_release(&lock, enabled);
}

uint64_t cpus_online(void) {
    return __atomic_load_n(&online, __ATOMIC_RELAXED);
}

void sched_set_hz(unsigned hz) {
    is_ticking = hz != 0;
    if (is_ticking)
        slice_ns = 1000000000 / hz;
}

static uint64_t bit(const struct cpu *cpu) {
    return UINT64_C(1) << cpu->number;
}

/* ---- Who runs where ---- */

static void enqueue(struct cpu *cpu, struct task *task, void (*add)(struct task_queue *, struct task *)) {
    task->state = TASK_READY;
    task->cpu = cpu->number;
    add(&cpu->ready, task);
    cpu->ready_count++;
    __atomic_fetch_and(&idle, ~bit(cpu), __ATOMIC_RELAXED);
}

/* A processor that idles still, and whose task another one took, idles on: the next task is for it. */
static void dequeue(struct task *task) {
    struct cpu *cpu = cpu_numbered(task->cpu);

    cpu->ready_count--;
    queue_remove(task);
    if (cpu->ready_count == 0 && cpu->current == &cpu->idle)
        __atomic_fetch_or(&idle, bit(cpu), __ATOMIC_RELAXED);
}

/* Where it ran last, if that idles or nobody does; else one that idles, else the one with the shortest queue. */
static struct cpu *best_for(const struct task *task) {
    const uint64_t allowed = task->cpus & online, idlers = allowed & idle;
    struct cpu *best = NULL;

    if (idlers >> task->cpu & 1)
        return cpu_numbered(task->cpu);
    if (idlers != 0)
        return cpu_numbered((unsigned)__builtin_ctzll(idlers));
    if (allowed >> task->cpu & 1)
        best = cpu_numbered(task->cpu);
    for (uint64_t rest = allowed; rest != 0; rest &= rest - 1) {
        struct cpu *cpu = cpu_numbered((unsigned)__builtin_ctzll(rest));
        if (best == NULL || cpu->ready_count < best->ready_count)
            best = cpu;
    }
    return best;
}

/* Let a processor look again at what it has to do. */
void sched_poke(struct cpu *cpu) {
    if (cpu == cpu_current())
        sched_arm(cpu);
    else
        arch_processor_interrupt(cpu->processor, ARCH_WAKE_VECTOR);
}

void sched_ready(struct task *task) {
    struct cpu *cpu = best_for(task);

    enqueue(cpu, task, queue_add_last);
    sched_poke(cpu);
}

static struct task *first_for(const struct cpu *cpu, const struct task_queue *queue) {
    struct task *task = queue->first;

    while (task != NULL && (task->is_held || !(task->cpus & bit(cpu))))
        task = task->next;
    return task;
}

/* One of the longest queue among those that may run here. */
static struct task *steal_for(const struct cpu *cpu) {
    struct task *best = NULL;
    unsigned most = 0;

    for (uint64_t rest = online & ~bit(cpu); rest != 0; rest &= rest - 1) {
        const struct cpu *other = cpu_numbered((unsigned)__builtin_ctzll(rest));
        struct task *task = other->ready_count > most ? first_for(cpu, &other->ready) : NULL;
        if (task != NULL) {
            best = task;
            most = other->ready_count;
        }
    }
    return best;
}

static struct task *pick(struct cpu *cpu) {
    struct task *task = first_for(cpu, &cpu->ready);

    if (task == NULL)
        task = steal_for(cpu);
    if (task == NULL)
        return &cpu->idle;
    dequeue(task);
    return task;
}

/* ---- Switching ---- */

static void load_thread_pointer(struct cpu *cpu, const struct task *task) {
    if (task == &cpu->idle || cpu->thread_pointer == task->thread_pointer)
        return;
    cpu->thread_pointer = task->thread_pointer;
    arch_thread_pointer_set(task->thread_pointer);
}

static void switch_to(struct cpu *cpu, struct task *next) {
    struct task *last = cpu->current;
    const uint64_t now = arch_timestamp_ns();

    next->state = TASK_RUNNING;
    next->cpu = cpu->number;
    last->run_ns += now - cpu->switched_at;
    cpu->switched_at = now;
    cpu->slice_end = now + slice_ns;
    if (next == &cpu->idle)
        __atomic_fetch_or(&idle, bit(cpu), __ATOMIC_RELAXED);
    else
        __atomic_fetch_and(&idle, ~bit(cpu), __ATOMIC_RELAXED);
    cpu->current = next;
    sched_arm(cpu);
    if (next == last)
        return;
    cpu->left = last;
    cpu->processor->thread = next;
    load_thread_pointer(cpu, next);
    arch_switch(&last->stack_pointer, next->stack_pointer);
    sched_arrive();
}

/* The processor may be another than before the switch. */
void sched_arrive(void) {
    struct cpu *cpu = cpu_current();
    struct task *left = cpu->left;

    cpu->left = NULL;
    if (left != NULL && left->state == TASK_DEAD)
        task_bury(left);
}

void sched_leave(void) {
    struct cpu *cpu = cpu_current();

    switch_to(cpu, pick(cpu));
}

bool sched_has_turns(void) {
    return __atomic_load_n(&cpu_current()->ready_count, __ATOMIC_RELAXED) != 0;
}

/* The current task goes on where a processor idles; else it is the last here. */
static void give_way(struct cpu *cpu) {
    struct task *task = cpu->current;

    if (task->cpus & idle)
        sched_ready(task);
    else
        enqueue(cpu, task, queue_add_last);
    sched_leave();
}

void sched_yield(void) {
    struct cpu *cpu = cpu_current();

    if (first_for(cpu, &cpu->ready) != NULL)
        give_way(cpu);
}

/* Who is interrupted goes on with the rest of its turn: with a new one, others would never have theirs. */
static void interrupt_by(struct cpu *cpu, struct task *task) {
    const uint64_t now = arch_timestamp_ns(), rest = cpu->slice_end > now ? cpu->slice_end - now : 0;

    enqueue(cpu, cpu->current, queue_add_first);
    switch_to(cpu, task);
    cpu = cpu_current();
    cpu->slice_end = arch_timestamp_ns() + rest;
    sched_arm(cpu);
}

void sched_preempt_by(struct task *task) {
    struct cpu *cpu = cpu_current();

    if (cpu->current == &cpu->idle)
        switch_to(cpu, task);
    else
        interrupt_by(cpu, task);
}

void sched_move(struct task *task) {
    if (task->cpus >> task->cpu & 1)
        return;
    if (task->state == TASK_READY) {
        dequeue(task);
        sched_ready(task);
    } else if (task == task_current()) {
        sched_ready(task);
        sched_leave();
    } else if (task->state == TASK_RUNNING) {
        sched_poke(cpu_numbered(task->cpu));
    }
}

/* ---- Waiting ---- */

static void add_sleeper(struct cpu *cpu, struct task *task, uint64_t until) {
    struct task *before = NULL, *after = cpu->sleepers;

    while (after != NULL && after->until <= until) {
        before = after;
        after = after->next_sleeper;
    }
    task->is_sleeping = true;
    task->until = until;
    task->previous_sleeper = before;
    task->next_sleeper = after;
    *(before == NULL ? &cpu->sleepers : &before->next_sleeper) = task;
    if (after != NULL)
        after->previous_sleeper = task;
}

static void remove_sleeper(struct task *task) {
    struct cpu *cpu = cpu_numbered(task->cpu);

    *(task->previous_sleeper == NULL ? &cpu->sleepers : &task->previous_sleeper->next_sleeper) = task->next_sleeper;
    if (task->next_sleeper != NULL)
        task->next_sleeper->previous_sleeper = task->previous_sleeper;
    task->is_sleeping = false;
}

bool sched_wait(struct task_queue *queue, uint64_t until) {
    struct task *task = task_current();

    task->state = TASK_WAITING;
    task->is_timed_out = false;
    if (queue != NULL)
        queue_add_last(queue, task);
    if (until != UINT64_MAX)
        add_sleeper(cpu_current(), task, until);
    sched_leave();
    return !task->is_timed_out;
}

void sched_wake(struct task *task) {
    if (task->is_sleeping)
        remove_sleeper(task);
    if (task->queue != NULL)
        queue_remove(task);
    sched_ready(task);
}

void sched_wake_all(struct task_queue *queue) {
    while (queue->first != NULL)
        sched_wake(queue->first);
}

/* ---- Interrupts ---- */

/*
 * No tick while one task runs: the timer is for sleepers, for the hook, and for turns where there are several. One
 * that is set for an earlier time stays: that it goes off in vain now and then costs less than to set it at each
 * switch.
 */
void sched_arm(struct cpu *cpu) {
    const bool has_turns = cpu->current != &cpu->idle && (is_ticking || cpu->ready.first != NULL);
    uint64_t next = hook_due(cpu), now;

    if (has_turns && cpu->slice_end < next)
        next = cpu->slice_end;
    if (cpu->sleepers != NULL && cpu->sleepers->until < next)
        next = cpu->sleepers->until;
    if (next == cpu->armed_for || (next != UINT64_MAX && cpu->armed_for != 0 && cpu->armed_for < next))
        return;
    cpu->armed_for = next;
    if (next == UINT64_MAX) {
        arch_local_timer_stop();
        return;
    }
    now = arch_timestamp_ns();
    arch_local_timer_set(next > now ? next - now : 0);
}

void sched_expire(void) {
    const bool enabled = sched_lock();
    struct cpu *cpu = cpu_current();
    const uint64_t now = arch_timestamp_ns();

    cpu->armed_for = 0; /* the timer has gone off: it has to be set again, whatever for */
    arch_forget_seldom(&cpu->expired);
    while (cpu->sleepers != NULL && cpu->sleepers->until <= now) {
        struct task *task = cpu->sleepers;
        task->is_timed_out = true;
        sched_wake(task);
    }
    hook_run_if_due(cpu, now);
    sched_unlock(enabled);
}

/* Whether the turn of the current task is over and another one waits for it. */
static bool is_over(struct cpu *cpu) {
    return arch_timestamp_ns() >= cpu->slice_end && first_for(cpu, &cpu->ready) != NULL;
}

static void look_again(struct cpu *cpu) {
    struct task *current = cpu->current;

    if (current == &cpu->idle) {
        /* Whoever left last may have woken others when it was buried here. */
        do {
            sched_leave();
        } while (first_for(cpu, &cpu->ready) != NULL);
    } else if (!(current->cpus & bit(cpu))) {
        sched_ready(current);
        sched_leave();
    } else if (is_over(cpu)) {
        give_way(cpu);
    } else {
        if (arch_timestamp_ns() >= cpu->slice_end)
            cpu->slice_end = arch_timestamp_ns() + slice_ns;
        sched_arm(cpu);
    }
}

void sched_check(void) {
    const bool enabled = sched_lock();

    look_again(cpu_current());
    sched_unlock(enabled);
}

/* ---- Time ---- */

uint64_t sched_busy_ns(void) {
    const bool enabled = sched_lock();
    const uint64_t now = arch_timestamp_ns();
    uint64_t busy = 0;

    for (uint64_t rest = online; rest != 0; rest &= rest - 1) {
        const struct cpu *cpu = cpu_numbered((unsigned)__builtin_ctzll(rest));
        busy += now - cpu->idle.run_ns;
        if (cpu->current == &cpu->idle)
            busy -= now - cpu->switched_at;
    }
    sched_unlock(enabled);
    return busy;
}

uint64_t sched_run_ns(void) {
    const bool enabled = sched_lock();
    const uint64_t time = task_current()->run_ns + arch_timestamp_ns() - cpu_current()->switched_at;

    sched_unlock(enabled);
    return time;
}

/* ---- Processors ---- */

static struct cpu *cpus[ARCH_PROCESSORS_MAX];

struct cpu *cpu_numbered(unsigned number) {
    return cpus[number];
}

void cpu_create(unsigned number) {
    struct cpu *cpu = small_take(sizeof *cpu);

    if (cpu == NULL)
        arch_panic("too little memory for processor %u", number);
    *cpu = (struct cpu){.number = number, .armed_for = UINT64_MAX, .slice_end = UINT64_MAX};
    cpu->idle = (struct task){.cpus = bit(cpu), .cpu = number, .state = TASK_RUNNING, .name = "an idle processor"};
    cpu->current = &cpu->idle;
    cpus[number] = cpu;
}

void cpu_begin(void) {
    struct arch_processor *processor = arch_processor();
    struct cpu *cpu = cpus[processor->number];

    cpu->processor = processor;
    processor->kernel = cpu;
    processor->thread = &cpu->idle;
    arch_local_timer_start();
    const bool enabled = sched_lock();
    /* Until now it had nothing to do with us. */
    cpu->switched_at = arch_timestamp_ns();
    cpu->idle.run_ns = cpu->switched_at;
    __atomic_fetch_or(&online, bit(cpu), __ATOMIC_RELAXED);
    __atomic_fetch_or(&idle, bit(cpu), __ATOMIC_RELAXED);
    sched_unlock(enabled);
}

_Noreturn void cpu_idle(void) {
    sched_check();
    for (;;)
        arch_wait_for_interrupt();
}
