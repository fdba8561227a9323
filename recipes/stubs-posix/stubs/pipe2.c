/*
 * Makes a pipe of 64 KiB in memory; its first descriptor is read and its second written. With O_NONBLOCK and
 * O_CLOEXEC for both; EINVAL for any other flag, EMFILE, ENFILE, ENOMEM.
 */
#include "files_lock.h"
#include "pipes.h"
#include "result.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int open_end(struct pipe *pipe, int flags) {
    const struct open_file file = {
        .kind = &stubs_pipe, .flags = flags & ~O_CLOEXEC, .pipe = pipe, .close = stubs_pipe_close};
    int descriptor;

    stubs_pipe_open(pipe, flags);
    descriptor = stubs_open_file(&file);
    if (descriptor >= 0)
        stubs_close_on_exec[descriptor] = flags & O_CLOEXEC;
    return descriptor;
}

static int make(int ends[2], int flags) {
    struct pipe *pipe = stubs_pipe_new();
    int reader, writer;

    if (pipe == NULL)
        return -ENOMEM;
    reader = open_end(pipe, flags | O_RDONLY);
    if (reader < 0) {
        free(pipe);
        return reader;
    }
    writer = open_end(pipe, flags | O_WRONLY);
    if (writer < 0) {
        pipe->writers = 0;
        stubs_descriptor_drop(reader);
        return writer;
    }
    ends[0] = reader;
    ends[1] = writer;
    return 0;
}

int pipe2(int ends[2], int flags) {
    int result = -EINVAL;

    files_lock();
    if ((flags & ~(O_NONBLOCK | O_CLOEXEC)) == 0)
        result = make(ends, flags);
    files_unlock();
    return (int)stubs_result(result);
}
