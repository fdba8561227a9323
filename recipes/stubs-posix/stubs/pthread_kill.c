/* kill() of the one thread; returns ESRCH for any other, EINVAL, and ENOSYS for what would stop it. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

int pthread_kill(pthread_t thread, int signal) {
    if (thread != pthread_self())
        return ESRCH;
    return kill(getpid(), signal) < 0 ? errno : 0;
}
