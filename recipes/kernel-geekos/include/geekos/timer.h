/* Ticks. */
#ifndef GEEKOS_TIMER_H
#define GEEKOS_TIMER_H

#include <stdint.h>

enum { TICKS_PER_SEC = 100 };

extern volatile unsigned long g_numTicks;

/* After how many ticks another thread of the same priority gets the processor. */
extern unsigned g_Quantum;

void Init_Timer(void);

/* Keep the processor for so long; interrupts may be off. */
void Micro_Delay(unsigned microseconds);

#endif
