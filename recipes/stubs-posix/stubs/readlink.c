/* readlinkat() of the working directory. */
#include <fcntl.h>
#include <unistd.h>

ssize_t readlink(const char *restrict path, char *restrict target, size_t size) {
    return readlinkat(AT_FDCWD, path, target, size);
}
