/* Refuses, EBADF: opendir() never gave a directory. */
#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <stubs/refused.h>

struct dirent *readdir(DIR *directory) {
    (void)directory;
    stub_refused("readdir", EBADF);
    return NULL;
}
