/*
 * Signals: what the program asked to be done with them, and the only way by which they come: from itself. A handler
 * runs in the thread that a signal is for, when that thread sends it, sleeps, yields, ends, or unblocks it.
 */
#ifndef STUBS_SIGNALS_H
#define STUBS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct stubs_thread;

extern struct sigaction stubs_actions[NSIG];

/* Sent to the program while all threads that were looked at blocked them. */
extern sigset_t stubs_pending;

bool stubs_is_signal(int signal);

/* A set without the two signals that cannot be blocked. */
static inline sigset_t stubs_blockable(sigset_t set) {
    return set & ~((sigset_t)1 << SIGKILL | (sigset_t)1 << SIGSTOP);
}

/*
 * Send a signal to the calling thread: its handler runs before this returns, unless it is blocked. `code` is its
 * si_code. -1 and ENOSYS for what would stop the program.
 */
int stubs_send(int signal, int code);

/* Send a signal to the program: to the calling thread, or to another that does not block it. */
int stubs_send_program(int signal);

/* Send a signal to another thread while the caller holds stubs_threads_lock. */
int stubs_send_thread(struct stubs_thread *thread, int signal);

/* Have other threads look for what was sent to the program; the caller need be no thread of pthread_create(). */
void stubs_pass_on(void);

/* Change what the calling thread blocks; stubs_deliver_pending() is for what it blocks no more. */
void stubs_block(sigset_t set);

/* Take a signal of a set that was sent to the calling thread or to the program, if it was. */
bool stubs_take_signal(sigset_t set, int signal);

/* Whether a thread has something to handle. */
bool stubs_has_signal(const struct stubs_thread *thread);

/* Let the signals that are pending and that the calling thread does not block have their way. */
void stubs_deliver_pending(void);

#endif
