/* Refuses, ENOENT: there are no directories. */
#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <stubs/refused.h>

DIR *opendir(const char *path) {
    (void)path;
    stub_refused("opendir", ENOENT);
    return NULL;
}
