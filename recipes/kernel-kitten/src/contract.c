/* <guest/kernel.h>, as far as it is not shared with other kernels and not one line of something else. */
#include <guest/kernel.h>

#include <arch/input.h>
#include <kitten/hook.h>
#include <kitten/mutex.h>
#include <kitten/sched.h>
#include <memory/backing.h>

enum {
    PIECE = 64,
    PATIENCE_NS = 500000,
    REST_NS = 250000,
};

static struct mutex console_mutex;
static struct task_queue readers;

/* All of a stack is mapped when its thread starts. */
bool upcall_is_growing_stack(uint64_t address) {
    (void)address;
    return false;
}

/* In pieces, so that interrupts are not held off for long, and the timer's hook may write in between. */
static void write_pieces(const char *bytes, size_t count) {
    static struct arch_lock lock;

    while (count != 0) {
        const size_t piece = count < PIECE ? count : PIECE;
        const bool enabled = arch_lock_take(&lock);
        arch_console_write(bytes, piece);
        arch_lock_release(&lock, enabled);
        bytes += piece;
        count -= piece;
    }
}

long kernel_console_write(const void *bytes, size_t count) {
    if (!backing_allows(bytes, count, false))
        return -KERNEL_EINVAL;
    if (hook_is_current()) {
        write_pieces(bytes, count);
        return (long)count;
    }
    mutex_lock(&console_mutex);
    write_pieces(bytes, count);
    mutex_unlock(&console_mutex);
    return (long)count;
}

void upcall_input(void) {
    const bool enabled = sched_lock();

    sched_wake_all(&readers);
    sched_wake_all(&event_queue);
    sched_unlock(enabled);
}

long kernel_console_read(void *bytes, size_t count) {
    long taken;

    if (!backing_allows(bytes, count, true))
        return -KERNEL_EINVAL;
    if (count == 0)
        return 0;
    const bool enabled = sched_lock();
    while ((taken = arch_input_read(bytes, count)) < 0)
        sched_wait(&readers, UINT64_MAX);
    sched_unlock(enabled);
    return taken;
}

uint64_t kernel_clock_monotonic_ns(void) {
    return arch_timestamp_ns();
}

uint64_t kernel_clock_busy_ns(void) {
    return sched_busy_ns();
}

uint64_t kernel_clock_thread_ns(void) {
    return sched_run_ns();
}

int kernel_timer_hook(void (*hook)(void), uint64_t interval_ns) {
    if (hook != NULL && interval_ns == 0)
        return -KERNEL_EINVAL;
    return hook_set(hook, interval_ns) ? 0 : -KERNEL_ENOMEM;
}

static unsigned events_of(unsigned events) {
    unsigned happened = 0;

    if (events & KERNEL_CONSOLE_INPUT && arch_input_is_ready())
        happened |= KERNEL_CONSOLE_INPUT;
    if (events & KERNEL_TIMER && hook_take_event())
        happened |= KERNEL_TIMER;
    return happened;
}

unsigned kernel_wait(unsigned events, uint64_t until_ns) {
    const bool enabled = sched_lock();
    unsigned happened;

    while ((happened = events_of(events)) == 0 && arch_timestamp_ns() < until_ns)
        sched_wait(&event_queue, until_ns);
    sched_unlock(enabled);
    return happened;
}

unsigned kernel_processor_count(void) {
    return arch_processors_running();
}

unsigned kernel_processor(void) {
    return arch_processor()->number;
}

long kernel_thread_start(const struct kernel_thread *thread) {
    return task_start(thread);
}

_Noreturn void kernel_thread_exit(uint32_t *word) {
    struct task *task = task_current();

    sched_lock();
    task->exit_word = word;
    task->state = TASK_DEAD;
    sched_leave();
    __builtin_unreachable();
}

unsigned kernel_thread_number(void) {
    return task_current()->number;
}

int kernel_thread_pointer_set(void *thread_pointer) {
    const bool enabled = sched_lock();
    struct task *task = task_current();
    const bool done = arch_thread_pointer_set((uint64_t)thread_pointer);

    if (done) {
        task->thread_pointer = cpu_current()->thread_pointer = (uint64_t)thread_pointer;
        if (task->number == TASK_PRIMARY)
            hook_follow_thread_pointer((uint64_t)thread_pointer);
    }
    sched_unlock(enabled);
    return done ? 0 : -KERNEL_EINVAL;
}

/*
 * Who yields again and again, alone on its processor, waits for what another one does; and if the host has fewer
 * processors than the machine, keeps it from being done. So it rests half as long as it has waited. The more
 * processors there are the longer that may be, so that many that wait cost little more than few.
 */
static void rest(struct task *task) {
    const uint64_t now = arch_timestamp_ns(), most = REST_NS * (uint64_t)arch_processors_running();
    uint64_t waited;

    if (task->yielded_at == 0 || now - task->yielded_at > 2 * most)
        task->waits_since = now;
    waited = now - task->waits_since;
    if (waited < PATIENCE_NS) {
        arch_pause();
    } else {
        const bool enabled = sched_lock();
        sched_wait(NULL, now + (waited / 2 < most ? waited / 2 : most));
        sched_unlock(enabled);
    }
    task->yielded_at = arch_timestamp_ns();
}

void kernel_thread_yield(void) {
    bool enabled;

    if (!sched_has_turns()) {
        rest(task_current());
        return;
    }
    enabled = sched_lock();
    sched_yield();
    sched_unlock(enabled);
}

int kernel_thread_pin(unsigned number, uint64_t processors) {
    const bool enabled = sched_lock();
    const uint64_t allowed = processors & cpus_online();
    struct task *task = task_numbered(number);
    int result = 0;

    if (task == NULL)
        result = -KERNEL_ESRCH;
    else if (allowed == 0)
        result = -KERNEL_EINVAL;
    if (result == 0) {
        task->cpus = allowed;
        sched_move(task);
    }
    sched_unlock(enabled);
    return result;
}

int kernel_thread_pinned(unsigned number, uint64_t *processors) {
    const bool enabled = sched_lock();
    const struct task *task = task_numbered(number);

    if (task != NULL)
        *processors = task->cpus;
    sched_unlock(enabled);
    return task == NULL ? -KERNEL_ESRCH : 0;
}

unsigned kernel_thread_limit(void) {
    return TASKS_MAX - 1;
}

int kernel_thread_stack(unsigned number, struct kernel_stack *stack) {
    const bool enabled = sched_lock();
    const struct task *task = task_numbered(number);

    if (task != NULL)
        *stack = (struct kernel_stack){task->stack_low, task->stack_top - task->stack_low};
    sched_unlock(enabled);
    return task == NULL ? -KERNEL_ESRCH : 0;
}

_Noreturn void kernel_exit(int status) {
    arch_exit(status);
}

_Noreturn void kernel_panic(const char *message) {
    arch_panic("%s", message);
}
