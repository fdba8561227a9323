/*
 * Writes to the console, or to a pipe, blocking while it is full: EDEADLK, because only the program itself could
 * empty it, or EAGAIN if it may not block. EPIPE and SIGPIPE when nobody can read it, EBADF on a descriptor to read.
 */
#include "descriptors.h"
#include "signals.h"
#include "waiting.h"

#include <errno.h>
#include <fcntl.h>
#include <guest/kernel.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { WHOLE = 512 }; /* what is not longer is written as a whole or not at all */

static ssize_t write_console(const void *bytes, size_t count) {
    long written = kernel_console_write(bytes, count);

    if (written >= 0)
        return written;
    errno = (int)-written;
    return -1;
}

static void put(struct pipe *pipe, const char *bytes, size_t count) {
    const size_t end = (pipe->first + pipe->count) % PIPE_SIZE;
    size_t piece = PIPE_SIZE - end;

    if (piece > count)
        piece = count;
    memcpy(pipe->bytes + end, bytes, piece);
    memcpy(pipe->bytes, bytes + piece, count - piece);
    pipe->count += count;
}

static ssize_t write_pipe(const struct open_file *file, const char *bytes, size_t count) {
    const size_t needed = count <= WHOLE ? count : 1;
    size_t done = 0;

    while (done < count) {
        const size_t room = PIPE_SIZE - file->pipe->count;
        size_t piece = count - done < room ? count - done : room;

        if (!file->pipe->has_reader) {
            stubs_send(SIGPIPE, SI_USER);
            errno = EPIPE;
            return -1;
        }
        if (room >= needed) {
            put(file->pipe, bytes + done, piece);
            done += piece;
            continue;
        }
        if (file->flags & O_NONBLOCK)
            errno = EAGAIN;
        else if (stubs_wait(0, FOREVER, true) >= 0)
            continue;
        return done != 0 ? (ssize_t)done : -1;
    }
    return (ssize_t)done;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    const struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -1;
    if ((file->flags & O_ACCMODE) != O_WRONLY) {
        errno = EBADF;
        return -1;
    }
    return file->kind == PIPE_WRITE ? write_pipe(file, bytes, count) : write_console(bytes, count);
}
