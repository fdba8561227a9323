/*
 * Reads the console or a pipe, blocking until there is something; 0 at the end of input or when nobody can write.
 * EAGAIN if it would block and may not, EINTR when a handler without SA_RESTART ran, EDEADLK from a pipe that only
 * the program itself could fill, EBADF on a descriptor to write.
 */
#include "descriptors.h"
#include "waiting.h"

#include <errno.h>
#include <fcntl.h>
#include <guest/kernel.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static ssize_t read_console(const struct open_file *file, void *bytes, size_t count) {
    long got;

    if (file->flags & O_NONBLOCK && stubs_ready(file) == 0) {
        errno = EAGAIN;
        return -1;
    }
    if (stubs_wait(KERNEL_CONSOLE_INPUT, FOREVER, true) < 0)
        return -1;
    got = kernel_console_read(bytes, count);
    if (got >= 0)
        return got;
    errno = (int)-got;
    return -1;
}

static size_t take(struct pipe *pipe, char *bytes, size_t count) {
    size_t piece = PIPE_SIZE - pipe->first;

    if (count > pipe->count)
        count = pipe->count;
    if (piece > count)
        piece = count;
    memcpy(bytes, pipe->bytes + pipe->first, piece);
    memcpy(bytes + piece, pipe->bytes, count - piece);
    pipe->first = (pipe->first + count) % PIPE_SIZE;
    pipe->count -= count;
    return count;
}

static ssize_t read_pipe(const struct open_file *file, void *bytes, size_t count) {
    while (file->pipe->count == 0) {
        if (!file->pipe->has_writer)
            return 0;
        if (file->flags & O_NONBLOCK) {
            errno = EAGAIN;
            return -1;
        }
        if (stubs_wait(0, FOREVER, true) < 0)
            return -1;
    }
    return (ssize_t)take(file->pipe, bytes, count);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
    const struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -1;
    if ((file->flags & O_ACCMODE) != O_RDONLY) {
        errno = EBADF;
        return -1;
    }
    if (count == 0)
        return 0;
    return file->kind == PIPE_READ ? read_pipe(file, bytes, count) : read_console(file, bytes, count);
}
