/* Refuses, ECHILD: a guest that cannot fork has no child to wait for. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/wait.h>

pid_t waitpid(pid_t process, int *status, int options) {
    (void)process;
    (void)status;
    (void)options;
    return stub_refused("waitpid", ECHILD);
}
