/* Signals: what the program asked to be done with them, and the only way by which they come: from itself. */
#ifndef STUBS_SIGNALS_H
#define STUBS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

extern struct sigaction stubs_actions[NSIG];
extern sigset_t stubs_blocked, stubs_pending;

/* How many handlers ran, and how many of those without SA_RESTART. */
extern volatile unsigned stubs_handled, stubs_interrupted;

bool stubs_is_signal(int signal);

/*
 * Send a signal to the program: its handler runs before this returns, unless it is blocked. `code` is its si_code. -1
 * and ENOSYS for what would stop the program.
 */
int stubs_send(int signal, int code);

/* Let the signals that are pending and no longer blocked have their way. */
void stubs_deliver_pending(void);

#endif
