/* A lock that tasks sleep for. Not for interrupt handlers. */
#ifndef KITTEN_MUTEX_H
#define KITTEN_MUTEX_H

#include <kitten/task.h>

/* All zeros is one that nobody holds. */
struct mutex {
    struct task *owner;
    struct task_queue waiting;
};

void mutex_lock(struct mutex *mutex);

/* Hands it to the task that waits first. */
void mutex_unlock(struct mutex *mutex);

/* The lock of memory. Taken by upcall_memory_lock, stacks that nobody uses are given back first. */
extern struct mutex memory_mutex;

#endif
