/* Refuses, ENOSYS: there is no other program to become. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int execle(const char *path, const char *argument, ...) {
    (void)path;
    (void)argument;
    return stub_refused("execle", ENOSYS);
}
