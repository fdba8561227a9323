#include <geekos/synch.h>

#include <geekos/int.h>

void Mutex_Init(struct Mutex *mutex) {
    *mutex = (struct Mutex){NULL, {NULL, NULL}};
}

bool Is_Held(const struct Mutex *mutex) {
    return mutex->owner == Get_Current();
}

void Mutex_Lock(struct Mutex *mutex) {
    if (Is_Held(mutex))
        arch_panic("lock of the mutex at %p, which this thread holds already", (void *)mutex);
    const bool atomic = Begin_Int_Atomic();
    /* Whoever unlocks it makes the thread that waits its owner. */
    if (mutex->owner == NULL)
        mutex->owner = Get_Current();
    else
        Wait(&mutex->waitQueue);
    End_Int_Atomic(atomic);
}

/* Interrupts are off. */
static void Hand_On(struct Mutex *mutex) {
    mutex->owner = Get_Front_Of_Thread_Queue(&mutex->waitQueue);
    if (mutex->owner == NULL)
        return;
    Remove_From_Thread_Queue(&mutex->waitQueue, mutex->owner);
    Make_Runnable(mutex->owner);
}

void Mutex_Unlock(struct Mutex *mutex) {
    if (!Is_Held(mutex))
        arch_panic("unlock of the mutex at %p, which this thread does not hold", (void *)mutex);
    const bool atomic = Begin_Int_Atomic();
    Hand_On(mutex);
    Reschedule_If_Needed();
    End_Int_Atomic(atomic);
}

void Cond_Init(struct Condition *condition) {
    *condition = (struct Condition){{NULL, NULL}};
}

void Cond_Wait(struct Condition *condition, struct Mutex *mutex) {
    if (!Is_Held(mutex))
        arch_panic("wait with the mutex at %p, which this thread does not hold", (void *)mutex);
    const bool atomic = Begin_Int_Atomic();
    Hand_On(mutex);
    Wait(&condition->waitQueue);
    End_Int_Atomic(atomic);
    Mutex_Lock(mutex);
}

void Cond_Signal(struct Condition *condition) {
    const bool atomic = Begin_Int_Atomic();
    Wake_Up_One(&condition->waitQueue);
    Reschedule_If_Needed();
    End_Int_Atomic(atomic);
}

void Cond_Broadcast(struct Condition *condition) {
    const bool atomic = Begin_Int_Atomic();
    Wake_Up(&condition->waitQueue);
    Reschedule_If_Needed();
    End_Int_Atomic(atomic);
}
