/*
 * read() of several pieces, one after the other, up to the first that is not whole. EINVAL for fewer than one and
 * more than IOV_MAX.
 */
#include <errno.h>
#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t readv(int descriptor, const struct iovec *pieces, int count) {
    ssize_t done = 0;

    if (count < 1 || count > IOV_MAX) {
        errno = EINVAL;
        return -1;
    }
    for (int i = 0; i < count; i++) {
        const ssize_t got = read(descriptor, pieces[i].iov_base, pieces[i].iov_len);
        if (got < 0)
            return done != 0 ? done : -1;
        done += got;
        if ((size_t)got < pieces[i].iov_len)
            break;
    }
    return done;
}
