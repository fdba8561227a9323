/* Mutexes and condition variables. Not for interrupt handlers. */
#ifndef GEEKOS_SYNCH_H
#define GEEKOS_SYNCH_H

#include <stdbool.h>

#include <geekos/kthread.h>

/* All zeros is a mutex that nobody holds. */
struct Mutex {
    struct Kernel_Thread *owner;
    struct Thread_Queue waitQueue;
};

struct Condition {
    struct Thread_Queue waitQueue;
};

void Mutex_Init(struct Mutex *mutex);

/* Panics if the current thread holds it already. */
void Mutex_Lock(struct Mutex *mutex);

/* Hands it to the thread that waits first. Panics if the current thread does not hold it. */
void Mutex_Unlock(struct Mutex *mutex);
bool Is_Held(const struct Mutex *mutex);

void Cond_Init(struct Condition *condition);

/* Release the mutex and sleep, in one step; holds the mutex again when it returns. */
void Cond_Wait(struct Condition *condition, struct Mutex *mutex);
void Cond_Signal(struct Condition *condition);
void Cond_Broadcast(struct Condition *condition);

#endif
