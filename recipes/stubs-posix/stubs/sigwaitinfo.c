/* sigtimedwait() without a time. */
#include <signal.h>
#include <stddef.h>

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict information) {
    return sigtimedwait(set, information, NULL);
}
