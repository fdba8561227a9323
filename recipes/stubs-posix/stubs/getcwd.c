/* Refuses, ENOENT: there are no directories, so the program is in none. */
#include <errno.h>
#include <stddef.h>
#include <stubs/refused.h>
#include <unistd.h>

char *getcwd(char *path, size_t size) {
    (void)path;
    (void)size;
    stub_refused("getcwd", ENOENT);
    return NULL;
}
