/* fstatat() of the working directory. */
#include <fcntl.h>
#include <sys/stat.h>

int stat(const char *restrict path, struct stat *restrict status) {
    return fstatat(AT_FDCWD, path, status, 0);
}
