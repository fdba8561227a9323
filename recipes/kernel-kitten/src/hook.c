#include <kitten/hook.h>

#include <kitten/futex.h>
#include <kitten/mutex.h>
#include <memory/backing.h>

enum { STACK_SIZE = 0x40000 };

static const uint64_t LONGEST_INTERVAL = UINT64_C(1) << 62; /* 146 years */

struct task_queue event_queue;

static struct task task; /* that calls the hook, with interrupts off */
static bool is_made, is_running;
static void (*called)(void);
static uint64_t interval, due = UINT64_MAX;
static uint64_t calls, calls_before; /* in all, and when the hook was set */

/* One that runs may wake somebody, also after it has unset itself. */
bool hook_is_set(void) {
    return called != NULL || is_running;
}

bool hook_is_current(void) {
    return task_current() == &task;
}

uint64_t hook_calls(void) {
    return calls;
}

void hook_follow_thread_pointer(uint64_t thread_pointer) {
    task.thread_pointer = thread_pointer;
}

/* The processor of the primary thread: there it cannot run while the hook does. */
static struct cpu *home(void) {
    const struct task *primary = task_numbered(TASK_PRIMARY);

    return cpu_numbered(primary == NULL ? 0 : primary->cpu);
}

uint64_t hook_due(const struct cpu *cpu) {
    return due != UINT64_MAX && cpu == home() ? due : UINT64_MAX;
}

void hook_move_home(void) {
    if (due != UINT64_MAX)
        sched_poke(home());
}

static void hold_primary(bool is_held) {
    struct task *primary = task_numbered(TASK_PRIMARY);

    if (primary == NULL)
        return;
    primary->is_held = is_held;
    if (!is_held && primary->state == TASK_READY)
        sched_poke(cpu_numbered(primary->cpu));
}

void hook_run_if_due(struct cpu *cpu, uint64_t now) {
    if (is_running || hook_due(cpu) > now)
        return;
    due += interval;
    if (due <= now)
        due = now + interval;
    is_running = true;
    hold_primary(true);
    sched_preempt_by(&task);
}

static void run(void *argument) {
    (void)argument;
    for (;;) {
        if (called != NULL)
            called();
        sched_lock();
        calls++;
        is_running = false;
        futex_check_able();
        hold_primary(false);
        sched_wake_all(&event_queue);
        task.state = TASK_WAITING;
        sched_leave();
        sched_unlock(false);
    }
}

/* Once; the memory's lock is held. */
static bool make(void) {
    const uint64_t top = ARCH_STACKS + (TASK_HOOK_SLOT + UINT64_C(1)) * ARCH_STACK_SLOT;
    const struct task *primary = task_numbered(TASK_PRIMARY);

    if (is_made)
        return true;
    if (!backing_map(top - STACK_SIZE, top, 0))
        return false;
    task_create_for_kernel(&task, TASK_HOOK_SLOT, STACK_SIZE, "the timer's hook", run);
    task.number = TASK_PRIMARY;
    task.thread_pointer = primary == NULL ? 0 : primary->thread_pointer;
    is_made = true;
    return true;
}

bool hook_set(void (*hook)(void), uint64_t interval_ns) {
    bool enabled = false;

    if (hook != NULL && !hook_is_current()) {
        upcall_memory_lock();
        const bool done = make();
        upcall_memory_unlock();
        if (!done)
            return false;
    }
    for (;;) {
        enabled = sched_lock();
        if (!is_running || hook_is_current())
            break;
        sched_unlock(enabled);
        arch_pause();
    }
    called = hook;
    interval = interval_ns < LONGEST_INTERVAL ? interval_ns : LONGEST_INTERVAL;
    due = hook == NULL ? UINT64_MAX : arch_timestamp_ns() + interval;
    calls_before = calls;
    sched_poke(home());
    sched_unlock(enabled);
    return true;
}

bool hook_take_event(void) {
    struct task *current = task_current();
    const bool is_news = calls > current->hook_count && calls > calls_before;

    current->hook_count = calls;
    return is_news;
}
