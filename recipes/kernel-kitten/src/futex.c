#include <kitten/futex.h>

#include <kitten/hook.h>
#include <kitten/queue.h>
#include <kitten/sched.h>
#include <memory/backing.h>

enum { BUCKETS = 128 }; /* a power of two */

static struct task_queue buckets[BUCKETS];

/* Threads of the program that do not wait without end: when there is none, and no hook, nothing ever happens again.
 */
static unsigned able;

static struct task_queue *bucket_of(const uint32_t *word) {
    const uint64_t hash = ((uint64_t)word >> 2) * UINT64_C(0x9e3779b97f4a7c15);

    return &buckets[hash >> 57 & (BUCKETS - 1)];
}

static void wake(struct task *task) {
    if (task->is_endless)
        able++;
    task->is_endless = false;
    sched_wake(task);
}

unsigned futex_wake(const uint32_t *word, unsigned count) {
    unsigned woken = 0;

    for (struct task *task = bucket_of(word)->first, *next; task != NULL && woken < count; task = next) {
        next = task->next;
        if (task->word == word) {
            wake(task);
            woken++;
        }
    }
    return woken;
}

void futex_count_started(void) {
    able++;
}

void futex_count_ended(const struct task *task) {
    able--;
    if (able != 0 || hook_is_set())
        return;
    if (task_count() == 0)
        arch_panic("the last thread of the program ended without kernel_exit");
    arch_panic("thread %u ended, and every other waits without end for another", task->number);
}

void futex_check_able(void) {
    if (able == 0 && !hook_is_set())
        arch_panic("deadlock: the timer's hook is over, and every thread waits without end for another");
}

static int wait(const uint32_t *word, uint64_t until) {
    struct task *task = task_current();

    if (until == UINT64_MAX && able == 1 && !hook_is_set())
        return -KERNEL_EDEADLK;
    if (until != UINT64_MAX && arch_timestamp_ns() >= until)
        return -KERNEL_ETIMEDOUT;
    task->word = word;
    task->is_endless = until == UINT64_MAX;
    if (task->is_endless)
        able--;
    return sched_wait(bucket_of(word), until) ? 0 : -KERNEL_ETIMEDOUT;
}

int kernel_futex_wait(const uint32_t *word, uint32_t expected, uint64_t until_ns) {
    int result = -KERNEL_EAGAIN;

    if ((uintptr_t)word % sizeof *word != 0 || !backing_allows(word, sizeof *word, false))
        return -KERNEL_EINVAL;
    /* Whoever changes the word and then wakes needs this lock for it: the change is seen, or the wake comes later. */
    const bool enabled = sched_lock();
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == expected)
        result = wait(word, until_ns);
    sched_unlock(enabled);
    return result;
}

unsigned kernel_futex_wake(const uint32_t *word, unsigned count) {
    const bool enabled = sched_lock();
    const unsigned woken = futex_wake(word, count);

    sched_unlock(enabled);
    return woken;
}
