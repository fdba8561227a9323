/* Makes a pipe of 64 KiB in memory; its first descriptor is read and its second written. EMFILE, ENFILE, ENOMEM. */
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int open_end(struct pipe *pipe, enum file_kind kind, int mode) {
    struct open_file *file = stubs_file_new();
    int descriptor;

    if (file == NULL)
        return -1;
    *file = (struct open_file){.kind = kind, .flags = mode, .pipe = pipe};
    descriptor = stubs_descriptor_new(file, 0);
    if (descriptor >= 0)
        pipe->ends++;
    return descriptor;
}

int pipe(int ends[2]) {
    struct pipe *pipe = malloc(sizeof *pipe);
    int reader, writer;

    if (pipe == NULL) {
        errno = ENOMEM;
        return -1;
    }
    pipe->first = pipe->count = pipe->ends = 0;
    pipe->has_reader = pipe->has_writer = true;
    reader = open_end(pipe, PIPE_READ, O_RDONLY);
    if (reader < 0) {
        free(pipe);
        return -1;
    }
    writer = open_end(pipe, PIPE_WRITE, O_WRONLY);
    if (writer < 0) {
        stubs_descriptor_drop(reader);
        return -1;
    }
    ends[0] = reader;
    ends[1] = writer;
    return 0;
}
