#include <geekos/timer.h>

#include <geekos/int.h>
#include <geekos/kthread.h>

enum { HOOK_STACK_SIZE = 0x40000 };

static const uint64_t LONGEST_INTERVAL = UINT64_C(1) << 62; /* 146 years */

volatile unsigned long g_numTicks;
struct Thread_Queue g_eventQueue;

static void (*s_hook)(void);
static uint64_t s_hookInterval, s_hookTime; /* how often, and when next */
static bool s_hookCalled;
static struct Thread_Queue s_hookQueue; /* the thread that calls it */

/* The clock has to be looked at now and then, lest it miss a wrap of its counter. */
static bool Timer_Interrupt_Handler(struct arch_frame *frame) {
    const uint64_t now = arch_clock_ns();
    static unsigned s_count;

    (void)frame;
    g_numTicks++;
    arch_forget_seldom(&s_count);
    Charge_Tick();
    Wake_Up(&g_eventQueue);
    if (s_hook != NULL && now >= s_hookTime)
        Wake_Up(&s_hookQueue);
    return true;
}

/* A tick that comes a little early is the tick that was meant. */
static void Call_Hook(void) {
    const uint64_t now = arch_clock_ns();

    s_hookTime += s_hookInterval;
    if (s_hookTime < now)
        s_hookTime = now + s_hookInterval - NS_PER_TICK / 2;
    s_hook();
    s_hookCalled = true;
    Wake_Up(&g_eventQueue);
}

/* With interrupts off but where it waits: the hook runs to its end before the thread that it interrupted goes on. */
static void Run_Hook(unsigned long arg) {
    (void)arg;
    Disable_Interrupts();
    for (;;) {
        Wait(&s_hookQueue);
        if (s_hook != NULL)
            Call_Hook();
    }
}

bool Set_Timer_Hook(void (*hook)(void), uint64_t interval) {
    static struct Kernel_Thread *s_thread;

    if (hook != NULL && s_thread == NULL)
        s_thread = Start_Named_Thread(Run_Hook, 0, PRIORITY_HIGH, true, HOOK_STACK_SIZE, "the timer's thread");
    if (hook != NULL && s_thread == NULL)
        return false;
    if (interval > LONGEST_INTERVAL)
        interval = LONGEST_INTERVAL;
    const bool atomic = Begin_Int_Atomic();
    s_hook = hook;
    s_hookInterval = interval;
    s_hookTime = arch_clock_ns() + interval - NS_PER_TICK / 2;
    s_hookCalled = false;
    Reschedule_If_Needed();
    End_Int_Atomic(atomic);
    return true;
}

bool Is_Timer_Hooked(void) {
    return s_hook != NULL;
}

bool Take_Timer_Event(void) {
    const bool called = s_hookCalled;

    s_hookCalled = false;
    return called;
}

/* Ticks are too coarse for the last part of the way: there the processor is kept, but for other threads. */
void Wait_For_Event(uint64_t now, uint64_t until) {
    if (until - now > NS_PER_TICK) {
        Wait(&g_eventQueue);
        return;
    }
    Enable_Interrupts();
    Yield();
    Disable_Interrupts();
}

void Init_Timer(void) {
    Install_IRQ(ARCH_IRQ_TIMER, Timer_Interrupt_Handler);
    arch_timer_start(TICKS_PER_SEC);
}

void Micro_Delay(unsigned microseconds) {
    const uint64_t end = arch_clock_ns() + microseconds * UINT64_C(1000);

    while (arch_clock_ns() < end)
        __asm__ volatile("pause");
}
