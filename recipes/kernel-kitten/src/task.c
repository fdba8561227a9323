#include <kitten/task.h>

#include <kitten/futex.h>
#include <kitten/hook.h>
#include <kitten/mutex.h>
#include <kitten/sched.h>
#include <memory/backing.h>
#include <memory/pages.h>
#include <memory/small.h>
#include <portable/format.h>

static struct task *tasks[TASKS_MAX]; /* by number */
static unsigned count;
static struct task *unused; /* tasks that were, linked by `next` */

/* How much of a number's slot is mapped: a stack stays for the next thread of that number. */
static uint32_t stack_pages[TASKS_MAX];
static unsigned stacks_left; /* that nobody stands on */

struct task *task_numbered(unsigned number) {
    if (number == 0)
        return tasks[task_current()->number];
    return number < TASKS_MAX ? tasks[number] : NULL;
}

unsigned task_count(void) {
    return count;
}

static uint64_t top_of_slot(unsigned slot) {
    return ARCH_STACKS + (slot + UINT64_C(1)) * ARCH_STACK_SLOT;
}

static void begin_thread(void *argument) {
    const struct task *task = argument;

    sched_arrive();
    sched_unlock(true);
    task->entry(task->argument);
    kernel_thread_exit(NULL);
}

static void begin_for_kernel(void *argument) {
    const struct task *task = argument;

    sched_arrive();
    sched_unlock(false);
    task->entry(NULL);
    arch_panic("%s returned", task->name);
}

void task_create_for_kernel(struct task *task, unsigned slot, uint64_t stack_size, const char *name,
                            void (*entry)(void *argument)) {
    *task = (struct task){
        .state = TASK_WAITING, .cpus = UINT64_MAX, .name = name, .entry = entry, .stack_top = top_of_slot(slot)};
    task->stack_low = task->stack_top - stack_size;
    task->stack_pointer = arch_context(task->stack_top, begin_for_kernel, task);
}

/* ---- Stacks of the kernel's ---- */

static void unmap_stack(unsigned number) {
    const uint64_t top = top_of_slot(TASK_SLOT(number));

    backing_unmap(top - stack_pages[number] * (uint64_t)PAGE_SIZE, top);
    stack_pages[number] = 0;
    __atomic_fetch_sub(&stacks_left, 1, __ATOMIC_RELAXED);
}

void task_reclaim_stacks(void) {
    if (__atomic_load_n(&stacks_left, __ATOMIC_RELAXED) == 0)
        return;
    for (unsigned number = 0; number < TASKS_MAX; number++) {
        if (stack_pages[number] != 0 && __atomic_load_n(&tasks[number], __ATOMIC_ACQUIRE) == NULL)
            unmap_stack(number);
    }
}

/* The number is taken, so nobody else reclaims what is there. */
static bool map_stack(struct task *task, uint64_t size) {
    const unsigned number = task->number, pages = (unsigned)(page_ceiling(size) / PAGE_SIZE);

    task->stack_top = top_of_slot(TASK_SLOT(number));
    task->stack_low = task->stack_top - pages * (uint64_t)PAGE_SIZE;
    if (stack_pages[number] == pages) {
        __atomic_fetch_sub(&stacks_left, 1, __ATOMIC_RELAXED);
        return true;
    }
    if (stack_pages[number] != 0)
        unmap_stack(number);
    if (!backing_map(task->stack_low, task->stack_top, 0)) {
        task_reclaim_stacks();
        if (!backing_map(task->stack_low, task->stack_top, 0))
            return false;
    }
    stack_pages[number] = pages;
    return true;
}

/* ---- Starting ---- */

/* A task with the lowest number that is free, taken; a null pointer if there is none. */
static struct task *take_number(void) {
    unsigned number = TASK_PRIMARY;
    struct task *task = unused;

    while (number < TASKS_MAX && tasks[number] != NULL)
        number++;
    if (number == TASKS_MAX)
        return NULL;
    if (task != NULL)
        unused = task->next;
    else
        task = small_take(sizeof *task);
    if (task == NULL)
        return NULL;
    *task = (struct task){.number = number, .state = TASK_WAITING};
    tasks[number] = task;
    return task;
}

static void give_number_back(struct task *task) {
    __atomic_store_n(&tasks[task->number], NULL, __ATOMIC_RELEASE);
    task->next = unused;
    unused = task;
}

static struct task *create(const struct kernel_thread *how) {
    bool enabled = sched_lock();
    struct task *task = take_number();

    sched_unlock(enabled);
    if (task == NULL)
        return NULL;
    task->is_stack_own = how->stack != NULL;
    if (task->is_stack_own) {
        task->stack_low = (uint64_t)how->stack;
        task->stack_top = (task->stack_low + how->stack_size) & -UINT64_C(16);
    } else if (!map_stack(task, how->stack_size)) {
        enabled = sched_lock();
        give_number_back(task);
        sched_unlock(enabled);
        return NULL;
    }
    return task;
}

static bool is_right(const struct kernel_thread *how) {
    if (how->entry == NULL || how->stack_size < PAGE_SIZE)
        return false;
    if (how->processors != 0 && (how->processors & cpus_online()) == 0)
        return false;
    if (how->stack == NULL)
        return how->stack_size <= KERNEL_STACK_MAX;
    return backing_allows(how->stack, how->stack_size, true);
}

static void let_run(struct task *task, const struct kernel_thread *how) {
    const bool enabled = sched_lock();

    task->thread_pointer = (uint64_t)how->thread_pointer;
    task->cpus = how->processors == 0 ? cpus_online() : how->processors & cpus_online();
    task->cpu = cpu_current()->number;
    task->name = how->name;
    task->entry = how->entry;
    task->argument = how->argument;
    task->hook_count = hook_calls();
    task->stack_pointer = arch_context(task->stack_top, begin_thread, task);
    count++;
    futex_count_started();
    sched_ready(task);
    sched_unlock(enabled);
}

long task_start(const struct kernel_thread *how) {
    struct task *task;
    long number;

    if (!is_right(how))
        return -KERNEL_EINVAL;
    /* A stack that was left may be just the one. */
    mutex_lock(&memory_mutex);
    task = create(how);
    mutex_unlock(&memory_mutex);
    if (task == NULL)
        return -KERNEL_ENOMEM;
    number = task->number;
    let_run(task, how);
    return number;
}

/* ---- Ending ---- */

void task_bury(struct task *task) {
    uint32_t *word = task->exit_word;

    count--;
    if (!task->is_stack_own)
        __atomic_fetch_add(&stacks_left, 1, __ATOMIC_RELAXED);
    if (word != NULL) {
        /* Whoever sees it sees all that the thread did; and then the word may be gone. */
        __atomic_store_n(word, 0, __ATOMIC_RELEASE);
        futex_wake(word, UINT32_MAX);
    }
    futex_count_ended(task);
    give_number_back(task);
    if (task->number == TASK_PRIMARY)
        hook_move_home();
}

/* ---- Names ---- */

static const char *name_of(const struct task *task, unsigned number) {
    static char text[sizeof "thread 4294967295"];

    if (task != NULL && task->name != NULL)
        return task->name;
    format_into(text, sizeof text, "thread %u", number);
    return text;
}

static const char *owner_of_slot(uint64_t slot) {
    if (slot <= ARCH_PROCESSORS_MAX)
        return "an idle processor";
    if (slot == TASK_HOOK_SLOT)
        return "the timer's hook";
    return slot < TASK_SLOT(TASKS_MAX) ? name_of(tasks[slot - TASK_HOOK_SLOT], (unsigned)(slot - TASK_HOOK_SLOT))
                                       : NULL;
}

/* Called when the guest is at its end: no lock is taken. */
const char *upcall_stack_owner(uint64_t address) {
    if (address >= ARCH_STACKS && address < ARCH_STACKS_END)
        return owner_of_slot((address - ARCH_STACKS) / ARCH_STACK_SLOT);
    for (unsigned number = TASK_PRIMARY; number < TASKS_MAX; number++) {
        const struct task *task = tasks[number];
        if (task != NULL && task->is_stack_own && address < task->stack_low &&
            task->stack_low - address <= TASK_PROGRAM_GUARD)
            return name_of(task, number);
    }
    return NULL;
}
