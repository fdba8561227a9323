/* Ticks. */
#ifndef GEEKOS_TIMER_H
#define GEEKOS_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include <geekos/kthread.h>

enum {
    TICKS_PER_SEC = 100,
    NS_PER_TICK = 1000000000 / TICKS_PER_SEC,
};

/* Whoever waits for an event or a time: woken at every tick and event, to look again. */
extern struct Thread_Queue g_eventQueue;

extern volatile unsigned long g_numTicks;

/* After how many ticks another thread of the same priority gets the processor. */
extern unsigned g_Quantum;

void Init_Timer(void);

/*
 * Let a thread of the highest priority call a function every so many nanoseconds, rounded up to ticks; with a null
 * pointer no longer. False, and nothing changed, if there is no memory for the thread.
 */
bool Set_Timer_Hook(void (*hook)(void), uint64_t interval);

/* Whether there is such a function. */
bool Is_Timer_Hooked(void);

/* Whether the hook was called since the last time this was asked. Interrupts must be off. */
bool Take_Timer_Event(void);

/* Sleep until something happens or `until`, which is later than `now`, is near. Interrupts must be off. */
void Wait_For_Event(uint64_t now, uint64_t until);

/* Keep the processor for so long; interrupts may be off. */
void Micro_Delay(unsigned microseconds);

#endif
