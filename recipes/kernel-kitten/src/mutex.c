#include <kitten/mutex.h>

#include <kitten/queue.h>
#include <kitten/sched.h>

struct mutex memory_mutex;

void upcall_memory_lock(void) {
    mutex_lock(&memory_mutex);
    task_reclaim_stacks();
}

void upcall_memory_unlock(void) {
    mutex_unlock(&memory_mutex);
}

void mutex_lock(struct mutex *mutex) {
    const bool enabled = sched_lock();

    /* Whoever unlocks it makes the task that waits its owner. */
    if (mutex->owner == NULL)
        mutex->owner = task_current();
    else
        sched_wait(&mutex->waiting, UINT64_MAX);
    sched_unlock(enabled);
}

void mutex_unlock(struct mutex *mutex) {
    const bool enabled = sched_lock();
    struct task *next = mutex->waiting.first;

    mutex->owner = next;
    if (next != NULL)
        sched_wake(next);
    sched_unlock(enabled);
}
