#include "pipes.h"

#include "files_lock.h"
#include "node.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

static bool reads(int flags) {
    return (flags & O_ACCMODE) != O_WRONLY;
}

static bool writes(int flags) {
    return (flags & O_ACCMODE) != O_RDONLY;
}

struct pipe *stubs_pipe_new(void) {
    struct pipe *pipe = malloc(sizeof *pipe);

    if (pipe != NULL)
        memset(pipe, 0, offsetof(struct pipe, bytes));
    return pipe;
}

void stubs_pipe_open(struct pipe *pipe, int flags) {
    pipe->readers += reads(flags);
    pipe->writers += writes(flags);
    pipe->opened[0] += reads(flags);
    pipe->opened[1] += writes(flags);
}

void stubs_pipe_close(struct open_file *file) {
    struct pipe *pipe = file->pipe;
    bool is_last;

    pipe->readers -= reads(file->flags);
    pipe->writers -= writes(file->flags);
    is_last = pipe->readers == 0 && pipe->writers == 0;
    if (is_last && file->node != NULL)
        file->node->pipe = NULL;
    if (is_last)
        free(pipe);
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

static void put(struct pipe *pipe, const char *bytes, size_t count) {
    const size_t end = (pipe->first + pipe->count) % PIPE_SIZE;
    size_t piece = PIPE_SIZE - end;

    if (piece > count)
        piece = count;
    memcpy(pipe->bytes + end, bytes, piece);
    memcpy(pipe->bytes, bytes + piece, count - piece);
    pipe->count += count;
}

static ssize_t read_pipe(struct open_file *file, void *bytes, size_t count, off_t *position) {
    (void)position;
    while (file->pipe->count == 0) {
        if (file->pipe->writers == 0)
            return 0;
        if (file->flags & O_NONBLOCK)
            return -EAGAIN;
        if (stubs_files_wait(0, FOREVER, true) < 0)
            return -errno;
    }
    return (ssize_t)take(file->pipe, bytes, count);
}

static ssize_t break_pipe(void) {
    files_unlock();
    stubs_send(SIGPIPE, SI_USER);
    files_lock();
    return -EPIPE;
}

static ssize_t write_pipe(struct open_file *file, const void *bytes, size_t count, off_t *position) {
    const size_t needed = count <= PIPE_WHOLE ? count : 1;
    size_t done = 0;
    int error = 0;

    (void)position;
    while (done < count && error == 0) {
        const size_t room = PIPE_SIZE - file->pipe->count;
        const size_t piece = count - done < room ? count - done : room;

        if (file->pipe->readers == 0)
            return break_pipe();
        if (room >= needed) {
            put(file->pipe, (const char *)bytes + done, piece);
            done += piece;
        } else if (file->flags & O_NONBLOCK) {
            error = EAGAIN;
        } else if (stubs_files_wait(0, FOREVER, true) < 0) {
            error = errno;
        }
    }
    return done != 0 || error == 0 ? (ssize_t)done : -error;
}

static short is_ready(const struct open_file *file) {
    short events = 0;

    if (reads(file->flags)) {
        if (file->pipe->count != 0)
            events |= POLLIN | POLLRDNORM;
        if (file->pipe->writers == 0 && file->pipe->opened[1] != 0)
            events |= POLLHUP;
    }
    if (writes(file->flags)) {
        if (file->pipe->readers == 0)
            events |= POLLERR;
        else if (file->pipe->count < PIPE_SIZE)
            events |= POLLOUT | POLLWRNORM;
    }
    return events;
}

const struct file_kind stubs_pipe = {
    .read = read_pipe,
    .write = write_pipe,
    .ready = is_ready,
    .mode = S_IFIFO | S_IRUSR | S_IWUSR,
};
