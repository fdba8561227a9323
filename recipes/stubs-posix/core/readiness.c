/* Waiting until a descriptor is ready. Only console input and handlers can change anything while it waits. */
#include "readiness.h"

#include "descriptors.h"
#include "files_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <guest/kernel.h>

static short events_of(const struct pollfd *polled, unsigned *awaited) {
    const int error = errno;
    const struct open_file *file;

    if (polled->fd < 0)
        return 0;
    file = stubs_file(polled->fd);
    if (file == 0) {
        errno = error;
        return POLLNVAL;
    }
    if (file->kind->has_console && (file->flags & O_ACCMODE) != O_WRONLY && polled->events & (POLLIN | POLLRDNORM))
        *awaited |= KERNEL_CONSOLE_INPUT;
    return file->kind->ready(file) & (polled->events | POLLERR | POLLHUP);
}

int stubs_poll(struct pollfd *polled, nfds_t count, uint64_t until_ns) {
    for (;;) {
        unsigned awaited = 0;
        int ready = 0;

        for (nfds_t i = 0; i < count; i++) {
            polled[i].revents = events_of(&polled[i], &awaited);
            ready += polled[i].revents != 0;
        }
        if (ready != 0 || until_ns == 0)
            return ready;
        const int happened = stubs_files_wait(awaited, until_ns, false);
        if (happened < 0)
            return -1;
        if (happened == 0)
            until_ns = 0; /* one last look */
    }
}
