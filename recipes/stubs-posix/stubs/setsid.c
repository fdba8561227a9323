/* Refuses, ENOSYS: there is one process, in no session. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

pid_t setsid(void) {
    return stub_refused("setsid", ENOSYS);
}
