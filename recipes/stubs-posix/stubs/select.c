/*
 * Waits until console input or a pipe is ready, or for a time; nothing is ever exceptional. EBADF, EINVAL, EINTR when
 * a handler ran, EDEADLK when nothing could end it.
 */
#include "descriptors.h"
#include "files_lock.h"
#include "nanoseconds.h"
#include "readiness.h"

#include <errno.h>
#include <guest/kernel.h>
#include <string.h>
#include <sys/select.h>

enum {
    READABLE = POLLIN | POLLHUP | POLLERR,
    WRITABLE = POLLOUT | POLLERR,
};

static short wanted(int descriptor, const fd_set *readers, const fd_set *writers, const fd_set *exceptional) {
    short events = 0;

    if (readers != NULL && FD_ISSET(descriptor, readers))
        events |= POLLIN;
    if (writers != NULL && FD_ISSET(descriptor, writers))
        events |= POLLOUT;
    if (exceptional != NULL && FD_ISSET(descriptor, exceptional))
        events |= POLLPRI;
    return events;
}

/* Leave in a set what is ready, and count it. */
static int keep(fd_set *set, const struct pollfd *polled, nfds_t count, short event, short ready) {
    int kept = 0;

    if (set == NULL)
        return 0;
    FD_ZERO(set);
    for (nfds_t i = 0; i < count; i++) {
        if (polled[i].events & event && polled[i].revents & ready) {
            FD_SET(polled[i].fd, set);
            kept++;
        }
    }
    return kept;
}

/* What to poll, or -1: a descriptor is not open. */
static int gather(struct pollfd *polled, int count, const fd_set *readers, const fd_set *writers,
                  const fd_set *exceptional) {
    int used = 0;

    for (int i = 0; i < count; i++) {
        const short events = wanted(i, readers, writers, exceptional);
        if (events == 0)
            continue;
        if (stubs_file(i) == NULL)
            return -1;
        polled[used++] = (struct pollfd){.fd = i, .events = events};
    }
    return used;
}

int select(int count, fd_set *readers, fd_set *writers, fd_set *exceptional, struct timeval *timeout) {
    struct pollfd polled[DESCRIPTORS];
    uint64_t until = FOREVER;
    int used, ready = -1;

    if (count < 0 || count > DESCRIPTORS || (timeout != NULL && !is_timeval(timeout))) {
        errno = EINVAL;
        return -1;
    }
    if (timeout != NULL)
        until = timerisset(timeout) ? kernel_clock_monotonic_ns() + from_timeval(timeout) : 0;
    files_lock();
    used = gather(polled, count, readers, writers, exceptional);
    if (used >= 0)
        ready = stubs_poll(polled, (nfds_t)used, until);
    files_unlock();
    if (ready < 0)
        return -1;
    return keep(readers, polled, (nfds_t)used, POLLIN, READABLE) +
           keep(writers, polled, (nfds_t)used, POLLOUT, WRITABLE) +
           keep(exceptional, polled, (nfds_t)used, POLLPRI, 0);
}
