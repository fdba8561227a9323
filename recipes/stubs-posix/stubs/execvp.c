/* Refuses, ENOSYS: there is no other program to become. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int execvp(const char *file, char *const argv[]) {
    (void)file;
    (void)argv;
    return stub_refused("execvp", ENOSYS);
}
