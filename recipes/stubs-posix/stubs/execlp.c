/* Refuses, ENOSYS: there is no other program to become. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int execlp(const char *file, const char *argument, ...) {
    (void)file;
    (void)argument;
    return stub_refused("execlp", ENOSYS);
}
