/* Refuses, ENOSYS: the guest is one program. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int execve(const char *path, char *const argv[], char *const envp[]) {
    (void)path;
    (void)argv;
    (void)envp;
    return stub_refused("execve", ENOSYS);
}
