/* Refuses, ENOSYS: there is no other program to run. */
#include <errno.h>
#include <stdio.h>
#include <stubs/refused.h>

FILE *popen(const char *command, const char *mode) {
    (void)command;
    (void)mode;
    stub_refused("popen", ENOSYS);
    return NULL;
}
