/* On which processors the calling thread may run; EINVAL, and ESRCH for other processes. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

int sched_getaffinity(pid_t process, size_t size, cpu_set_t *set) {
    const int error = process != 0 && process != getpid() ? ESRCH : pthread_getaffinity_np(pthread_self(), size, set);

    if (error == 0)
        return 0;
    errno = error;
    return -1;
}
