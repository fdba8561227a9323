/* Refuses, ENOSYS: there is no other program to become. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int execl(const char *path, const char *argument, ...) {
    (void)path;
    (void)argument;
    return stub_refused("execl", ENOSYS);
}
