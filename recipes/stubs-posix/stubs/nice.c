/* Lets the priority be as it is, 0; refuses to change it (ENOSYS). */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int nice(int more) {
    return more == 0 ? 0 : stub_refused("nice", ENOSYS);
}
