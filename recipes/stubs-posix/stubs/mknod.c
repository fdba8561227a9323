/* mknodat() of the working directory. */
#include <fcntl.h>
#include <sys/stat.h>

int mknod(const char *path, mode_t mode, dev_t device) {
    return mknodat(AT_FDCWD, path, mode, device);
}
