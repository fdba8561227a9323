/* Kernel threads and their scheduling: preemptive, the highest priority first, round robin within one priority. */
#ifndef GEEKOS_KTHREAD_H
#define GEEKOS_KTHREAD_H

#include <stdbool.h>
#include <stdint.h>

#include <geekos/list.h>

enum {
    PRIORITY_IDLE = 0,
    PRIORITY_USER = 1,
    PRIORITY_LOW = 2,
    PRIORITY_NORMAL = 5,
    PRIORITY_HIGH = 10,
};

struct Kernel_Thread;

DEFINE_LIST(Thread_Queue, Kernel_Thread);
DEFINE_LIST(All_Thread_List, Kernel_Thread);

struct Kernel_Thread {
    uint64_t stackPointer; /* while it does not run */
    uint64_t stackTop, stackLimit;
    int pid;
    int priority;
    unsigned numTicks; /* since it was given the processor */
    bool alive, detached;
    int exitCode;
    const char *name; /* a null pointer: it goes by its number */
    struct Thread_Queue joinQueue;
    DEFINE_LINK(Thread_Queue, Kernel_Thread);
    DEFINE_LINK(All_Thread_List, Kernel_Thread);
};

IMPLEMENT_LIST(Thread_Queue, Kernel_Thread);
IMPLEMENT_LIST(All_Thread_List, Kernel_Thread);

typedef void (*Thread_Start_Func)(unsigned long arg);

/* Make the running context the first thread, which is to become the idle one. */
void Init_Scheduler(void);

/*
 * Start a thread that calls startFunc(arg). A detached thread's memory is freed when it ends, that of another when it
 * is joined. A null pointer when there is no memory or no stack slot for it.
 */
struct Kernel_Thread *Start_Kernel_Thread(Thread_Start_Func startFunc, unsigned long arg, int priority,
                                          bool detached);

/* The same with the size of its stack, of which pages are mapped when they are touched, and a name that stays valid.
 */
struct Kernel_Thread *Start_Named_Thread(Thread_Start_Func startFunc, unsigned long arg, int priority, bool detached,
                                         uint64_t stackSize, const char *name);

struct Kernel_Thread *Get_Current(void);
struct Kernel_Thread *Lookup_Thread(int pid);

/* Let others of the same or a higher priority run. */
void Yield(void);

/* End the current thread. */
_Noreturn void Exit(int exitCode);

/* Wait until a thread that is not detached ends, free it, and return its exit code. Only once for each. */
int Join(struct Kernel_Thread *thread);

/* Sleep in a queue until woken. Interrupts must be off, and are so when it returns. */
void Wait(struct Thread_Queue *waitQueue);

/* Wake all threads of a queue, or the one of the highest priority that waits longest. Interrupts must be off. */
void Wake_Up(struct Thread_Queue *waitQueue);
void Wake_Up_One(struct Thread_Queue *waitQueue);

/* Below here interrupts must be off. Make_Runnable_Atomic sees to that itself. */
void Make_Runnable(struct Kernel_Thread *thread);
void Make_Runnable_Atomic(struct Kernel_Thread *thread);
struct Kernel_Thread *Get_Next_Runnable(void);

/* Give the processor to the next runnable thread; the current one must be in some queue, or done. */
void Schedule(void);
void Switch_To_Thread(struct Kernel_Thread *thread);

/* Give the processor away if a thread that deserves it more became runnable. */
void Reschedule_If_Needed(void);

/* For how many nanoseconds the idle thread has run. */
uint64_t Get_Idle_Time(void);

/* Count a tick against the current thread. */
void Charge_Tick(void);

/* Take the page fault of a stack that grows; false if it is none. */
struct arch_frame;
bool Grow_Stack(struct arch_frame *frame);

/* Whether an address is in the current thread's stack, mapped already or not. */
bool Is_On_Stack(uint64_t address);

/* Free what detached threads left behind. */
void Reap_Threads(void);

#endif
