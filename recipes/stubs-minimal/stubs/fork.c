/* Refuses, ENOSYS: the guest is one program. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

pid_t fork(void) {
    return stub_refused("fork", ENOSYS);
}
