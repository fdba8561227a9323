/* Refuses, ENXIO: nobody logged in. */
#include <errno.h>
#include <stddef.h>
#include <stubs/refused.h>
#include <unistd.h>

char *getlogin(void) {
    (void)stub_refused("getlogin", ENXIO);
    return NULL;
}
