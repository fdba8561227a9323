/* Refuses, ECHILD: no stream leads to another program. */
#include <errno.h>
#include <stdio.h>
#include <stubs/refused.h>

int pclose(FILE *stream) {
    (void)stream;
    return stub_refused("pclose", ECHILD);
}
