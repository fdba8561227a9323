/* In the place of the tier's "signals.h", whose sets of signals are words and the host's are not. */
#ifndef STUBS_SIGNALS_H
#define STUBS_SIGNALS_H

#include <signal.h>

int stubs_send(int signal, int code);

#endif
