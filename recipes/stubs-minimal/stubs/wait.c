/* Refuses, ECHILD: a guest that cannot fork has no child to wait for. */
#include <errno.h>
#include <sys/wait.h>

pid_t wait(int *status) {
    (void)status;
    errno = ECHILD;
    return -1;
}
