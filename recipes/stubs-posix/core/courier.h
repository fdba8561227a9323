/*
 * Signals of the timer for other threads than the primary one. The timer's hook must not wait for the locks that
 * finding them takes: a thread of the kernel that does nothing else goes to them.
 */
#ifndef STUBS_COURIER_H
#define STUBS_COURIER_H

/* Have the courier there, before it is called: the program has threads and a timer. 0, or as kernel_thread_start().
 */
int stubs_courier_start(void);

/* A signal of the timer waits in stubs_pending; if there is no courier, the primary thread alone could handle it. */
void stubs_courier_call(void);

#endif
