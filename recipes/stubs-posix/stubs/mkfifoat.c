/* mknodat() of a FIFO. */
#include <sys/stat.h>

int mkfifoat(int descriptor, const char *path, mode_t mode) {
    return mknodat(descriptor, path, (mode & ALLPERMS) | S_IFIFO, 0);
}
