/* Refuses, ENOSYS: handlers run on the stack of the program, or of the timer. */
#include <errno.h>
#include <signal.h>
#include <stubs/refused.h>

int sigaltstack(const stack_t *restrict wanted, stack_t *restrict was) {
    (void)wanted;
    (void)was;
    return stub_refused("sigaltstack", ENOSYS);
}
