/* Refuses, ENOSYS: there is no other program to become. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int execv(const char *path, char *const argv[]) {
    (void)path;
    (void)argv;
    return stub_refused("execv", ENOSYS);
}
