/* Refuses, EPERM: the program is the leader of its group, and such a one cannot begin a session. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

pid_t setsid(void) {
    return stub_refused("setsid", EPERM);
}
