/* Refuses, ECHILD: a guest that cannot fork has no child to wait for. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/wait.h>

pid_t wait(int *status) {
    (void)status;
    return stub_refused("wait", ECHILD);
}
