/* Pipes and FIFOs: 64 KiB in memory between those who write and those who read. */
#ifndef STUBS_PIPES_H
#define STUBS_PIPES_H

#include "descriptors.h"

enum {
    PIPE_SIZE = 65536,
    PIPE_WHOLE = 512, /* PIPE_BUF: what is not longer is written as a whole or not at all */
};

struct pipe {
    size_t first, count;
    unsigned readers, writers; /* open files */
    unsigned opened[2]; /* how many readers and writers there ever were: open() of a FIFO waits for the other */
    char bytes[PIPE_SIZE];
};

extern const struct file_kind stubs_pipe;

/* A pipe that nobody has open, or a null pointer. */
struct pipe *stubs_pipe_new(void);

/* Let it have one more open file of the access mode in `flags`. */
void stubs_pipe_open(struct pipe *pipe, int flags);

/* Undo it, for an open file of a pipe or of a FIFO, whose content goes with its last open file. */
void stubs_pipe_close(struct open_file *file);

#endif
