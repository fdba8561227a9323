/* sigprocmask() of the calling thread; returns EINVAL. */
#include <errno.h>
#include <signal.h>

int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict was) {
    return sigprocmask(how, set, was) < 0 ? errno : 0;
}
