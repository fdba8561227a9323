/* Refuses, EBADF: opendir() never gave a directory. */
#include <dirent.h>
#include <errno.h>
#include <stubs/refused.h>

int closedir(DIR *directory) {
    (void)directory;
    return stub_refused("closedir", EBADF);
}
