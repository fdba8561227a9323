#include <geekos/kthread.h>

#include <geekos/int.h>
#include <geekos/malloc.h>
#include <geekos/mem.h>
#include <geekos/timer.h>
#include <portable/format.h>

enum {
    VECTOR_PAGE_FAULT = 14,
    FAULT_PRESENT = 1,
    PID_IDLE = 1,
    PID_MAX = (ARCH_STACKS_END - ARCH_STACKS) / ARCH_STACK_SLOT,
    STACK_SIZE = 0x10000,
};

unsigned g_Quantum = 4;

static struct Kernel_Thread s_idle;
static struct Kernel_Thread *s_current;
static struct Thread_Queue s_runQueue, s_graveyard;
static struct All_Thread_List s_allThreads;
static bool s_needReschedule;
static uint64_t s_idleTime, s_idleSince;

void Init_Scheduler(void) {
    s_idle = (struct Kernel_Thread){
        .pid = PID_IDLE,
        .priority = PRIORITY_IDLE,
        .stackTop = ARCH_STACKS + (PID_IDLE + 1) * (uint64_t)ARCH_STACK_SLOT,
        .alive = true,
        .name = "the idle thread",
    };
    s_idle.stackLimit = s_idle.stackTop - ARCH_BOOT_STACK_SIZE;
    s_current = &s_idle;
    Add_To_Back_Of_All_Thread_List(&s_allThreads, &s_idle);
    Install_Interrupt_Handler(VECTOR_PAGE_FAULT, Grow_Stack);
}

struct Kernel_Thread *Get_Current(void) {
    return s_current;
}

struct Kernel_Thread *Lookup_Thread(int pid) {
    struct Kernel_Thread *thread = Get_Front_Of_All_Thread_List(&s_allThreads);

    while (thread != NULL && thread->pid != pid)
        thread = Get_Next_In_All_Thread_List(thread);
    return thread;
}

/* The number of a thread is that of its stack's slot: the lowest that is free, so that page tables are used again. */
static int Find_Free_Pid(void) {
    int pid = PID_IDLE + 1;

    while (pid < PID_MAX && Lookup_Thread(pid) != NULL)
        pid++;
    return pid;
}

/* Where a new thread begins, with interrupts off. */
struct Start {
    Thread_Start_Func func;
    unsigned long arg;
};

static void Begin_Thread(void *argument) {
    const struct Start start = *(const struct Start *)argument;

    Enable_Interrupts();
    start.func(start.arg);
    Exit(0);
}

static bool Create_Stack(struct Kernel_Thread *thread, uint64_t size) {
    thread->stackTop = ARCH_STACKS + (uint64_t)(thread->pid + 1) * ARCH_STACK_SLOT;
    thread->stackLimit = thread->stackTop - Round_Up_To_Page(size);
    return backing_map(thread->stackTop - PAGE_SIZE, thread->stackTop, 0);
}

struct Kernel_Thread *Start_Named_Thread(Thread_Start_Func startFunc, unsigned long arg, int priority, bool detached,
                                         uint64_t stackSize, const char *name) {
    struct Kernel_Thread *thread;
    struct Start *start;

    Reap_Threads();
    thread = Malloc(sizeof *thread);
    if (thread == NULL)
        return NULL;
    const bool atomic = Begin_Int_Atomic();
    *thread = (struct Kernel_Thread){
        .pid = Find_Free_Pid(), .priority = priority, .detached = detached, .alive = true, .name = name};
    if (thread->pid == PID_MAX || !Create_Stack(thread, stackSize)) {
        End_Int_Atomic(atomic);
        Free(thread);
        return NULL;
    }
    start = (struct Start *)(thread->stackTop - sizeof *start);
    *start = (struct Start){startFunc, arg};
    thread->stackPointer = arch_context((uint64_t)start, Begin_Thread, start);
    Add_To_Back_Of_All_Thread_List(&s_allThreads, thread);
    Make_Runnable(thread);
    End_Int_Atomic(atomic);
    return thread;
}

struct Kernel_Thread *Start_Kernel_Thread(Thread_Start_Func startFunc, unsigned long arg, int priority,
                                          bool detached) {
    return Start_Named_Thread(startFunc, arg, priority, detached, STACK_SIZE, NULL);
}

void Make_Runnable(struct Kernel_Thread *thread) {
    Add_To_Back_Of_Thread_Queue(&s_runQueue, thread);
    if (thread->priority > s_current->priority)
        s_needReschedule = true;
}

void Make_Runnable_Atomic(struct Kernel_Thread *thread) {
    const bool atomic = Begin_Int_Atomic();
    Make_Runnable(thread);
    End_Int_Atomic(atomic);
}

/* Of the highest priority the one that was there first. */
static struct Kernel_Thread *Find_Best(const struct Thread_Queue *queue) {
    struct Kernel_Thread *best = Get_Front_Of_Thread_Queue(queue);

    for (struct Kernel_Thread *thread = best; thread != NULL; thread = Get_Next_In_Thread_Queue(thread)) {
        if (thread->priority > best->priority)
            best = thread;
    }
    return best;
}

struct Kernel_Thread *Get_Next_Runnable(void) {
    struct Kernel_Thread *best = Find_Best(&s_runQueue);

    if (best == NULL)
        arch_panic("no thread is runnable, not even the idle thread");
    Remove_From_Thread_Queue(&s_runQueue, best);
    return best;
}

void Switch_To_Thread(struct Kernel_Thread *thread) {
    struct Kernel_Thread *previous = s_current;

    s_needReschedule = false;
    thread->numTicks = 0;
    if (thread == previous)
        return;
    if (previous == &s_idle)
        s_idleTime += arch_clock_ns() - s_idleSince;
    if (thread == &s_idle)
        s_idleSince = arch_clock_ns();
    s_current = thread;
    arch_switch(&previous->stackPointer, thread->stackPointer);
}

void Schedule(void) {
    Switch_To_Thread(Get_Next_Runnable());
}

void Yield(void) {
    const bool atomic = Begin_Int_Atomic();
    Make_Runnable(s_current);
    Schedule();
    End_Int_Atomic(atomic);
}

void Reschedule_If_Needed(void) {
    if (!s_needReschedule)
        return;
    Make_Runnable(s_current);
    Schedule();
}

uint64_t Get_Idle_Time(void) {
    return s_idleTime;
}

void Charge_Tick(void) {
    if (++s_current->numTicks >= g_Quantum)
        s_needReschedule = true;
}

void Wait(struct Thread_Queue *waitQueue) {
    Add_To_Back_Of_Thread_Queue(waitQueue, s_current);
    Schedule();
}

void Wake_Up(struct Thread_Queue *waitQueue) {
    struct Kernel_Thread *thread;

    while ((thread = Remove_From_Front_Of_Thread_Queue(waitQueue)) != NULL)
        Make_Runnable(thread);
}

void Wake_Up_One(struct Thread_Queue *waitQueue) {
    struct Kernel_Thread *best = Find_Best(waitQueue);

    if (best == NULL)
        return;
    Remove_From_Thread_Queue(waitQueue, best);
    Make_Runnable(best);
}

/* Free a thread that has left the processor for good. */
static void Destroy_Thread(struct Kernel_Thread *thread) {
    const bool atomic = Begin_Int_Atomic();
    Remove_From_All_Thread_List(&s_allThreads, thread);
    backing_unmap(thread->stackLimit, thread->stackTop);
    End_Int_Atomic(atomic);
    Free(thread);
}

void Reap_Threads(void) {
    struct Kernel_Thread *thread;

    for (;;) {
        const bool atomic = Begin_Int_Atomic();
        thread = Remove_From_Front_Of_Thread_Queue(&s_graveyard);
        End_Int_Atomic(atomic);
        if (thread == NULL)
            return;
        Destroy_Thread(thread);
    }
}

_Noreturn void Exit(int exitCode) {
    Disable_Interrupts();
    s_current->exitCode = exitCode;
    s_current->alive = false;
    Wake_Up(&s_current->joinQueue);
    /* A thread cannot free the stack it stands on: the next that has time does. */
    if (s_current->detached)
        Add_To_Back_Of_Thread_Queue(&s_graveyard, s_current);
    Schedule();
    __builtin_unreachable();
}

int Join(struct Kernel_Thread *thread) {
    int exitCode;

    if (thread->detached)
        arch_panic("join of thread %d, which is detached", thread->pid);
    const bool atomic = Begin_Int_Atomic();
    while (thread->alive)
        Wait(&thread->joinQueue);
    End_Int_Atomic(atomic);
    exitCode = thread->exitCode;
    Destroy_Thread(thread);
    return exitCode;
}

static struct Kernel_Thread *Stack_Owner(uint64_t address) {
    if (address < ARCH_STACKS || address >= ARCH_STACKS_END)
        return NULL;
    return Lookup_Thread((int)((address - ARCH_STACKS) / ARCH_STACK_SLOT));
}

bool Grow_Stack(struct arch_frame *frame) {
    struct Kernel_Thread *owner;
    uint64_t address;
    void *page;

    __asm__ volatile("movq %%cr2, %0" : "=r"(address));
    owner = Stack_Owner(address);
    if (owner == NULL || address < owner->stackLimit || frame->error & FAULT_PRESENT)
        return false;
    page = Alloc_Page();
    if (page == NULL || !arch_map(Round_Down_To_Page(address), (uint64_t)page, ARCH_DATA))
        arch_panic_at(frame, "out of memory: no page is left for the stack of %s", upcall_stack_owner(address));
    return true;
}

bool Is_On_Stack(uint64_t address) {
    return address >= s_current->stackLimit && address < s_current->stackTop;
}

const char *upcall_stack_owner(uint64_t address) {
    static char name[sizeof "thread -2147483648"];
    const struct Kernel_Thread *owner = Stack_Owner(address);

    if (owner == NULL || owner->name != NULL)
        return owner == NULL ? NULL : owner->name;
    format_into(name, sizeof name, "thread %d", owner->pid);
    return name;
}
