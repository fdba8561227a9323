/* fcntl() with a lock for writing from the position on: had at once, as there is no other process. EINVAL, EBADF. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int lockf(int descriptor, int command, off_t length) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_len = length};

    switch (command) {
    case F_TEST:
        return fcntl(descriptor, F_GETLK, &lock);
    case F_ULOCK:
        lock.l_type = F_UNLCK;
        return fcntl(descriptor, F_SETLK, &lock);
    case F_LOCK:
    case F_TLOCK:
        return fcntl(descriptor, F_SETLK, &lock);
    default:
        errno = EINVAL;
        return -1;
    }
}
