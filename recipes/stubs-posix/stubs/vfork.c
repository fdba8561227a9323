/* Refuses, ENOSYS: the guest is one program. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

pid_t vfork(void) {
    return stub_refused("vfork", ENOSYS);
}
