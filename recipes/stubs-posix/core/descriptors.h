/* Descriptors and what they lead to: the console and pipes. Those that were duplicated lead to one open file. */
#ifndef STUBS_DESCRIPTORS_H
#define STUBS_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    DESCRIPTORS = 64, /* FD_SETSIZE */
    PIPE_SIZE = 65536,
};

enum file_kind {
    CONSOLE_INPUT,
    CONSOLE_OUTPUT,
    PIPE_READ,
    PIPE_WRITE,
};

struct pipe {
    size_t first, count;
    unsigned ends; /* open files that lead to it */
    bool has_reader, has_writer;
    char bytes[PIPE_SIZE];
};

struct open_file {
    enum file_kind kind;
    int flags;           /* O_RDONLY or O_WRONLY, O_NONBLOCK, O_APPEND */
    unsigned references; /* 0: unused */
    struct pipe *pipe;
};

extern struct open_file *stubs_descriptors[DESCRIPTORS];
extern bool stubs_close_on_exec[DESCRIPTORS];

/* What an open descriptor leads to; for any other a null pointer, and errno is EBADF. */
struct open_file *stubs_file(int descriptor);

/* An unused open file, or a null pointer and ENFILE. */
struct open_file *stubs_file_new(void);

/* The lowest descriptor from `lowest` on that is free, made to lead to `file`; or -1 and EMFILE. */
int stubs_descriptor_new(struct open_file *file, int lowest);

/* Undo stubs_descriptor_new. */
void stubs_descriptor_drop(int descriptor);

/* Which of POLLIN, POLLOUT, POLLHUP and POLLERR hold for a file now. */
short stubs_ready(const struct open_file *file);

#endif
