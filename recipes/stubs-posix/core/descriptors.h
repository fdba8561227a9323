/*
 * Descriptors and the open files that they lead to. Those that were duplicated lead to one open file. What can be
 * done with an open file is in a table of its kind, so that a program gets the code of those kinds only that it
 * opens.
 */
#ifndef STUBS_DESCRIPTORS_H
#define STUBS_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { DESCRIPTORS = 1024 }; /* FD_SETSIZE */

struct open_file;
struct stat;

/* All of them return what the calls of their names do, but for errors: a negative number of <errno.h>. */
struct file_kind {
    ssize_t (*read)(struct open_file *file, void *bytes, size_t count, off_t *position);
    ssize_t (*write)(struct open_file *file, const void *bytes, size_t count, off_t *position);
    off_t (*seek)(struct open_file *file, off_t offset, int whence); /* a null pointer: it has no position */
    short (*ready)(const struct open_file *file);                    /* POLLIN, POLLOUT, POLLHUP, POLLERR */
    mode_t mode;                                                     /* for fstat(), if it has no node */
    bool has_console;                                                /* it is the terminal */
};

struct open_file {
    const struct file_kind *kind;
    int flags;           /* of open(): the access mode, O_APPEND, O_NONBLOCK */
    unsigned references; /* of descriptors, and of calls that are in the midst of it */
    off_t position;
    struct node *node; /* what it was opened by in the tree of files, or a null pointer */
    struct pipe *pipe;
    int lock;                              /* of flock(): LOCK_SH, LOCK_EX or 0 */
    void (*close)(struct open_file *file); /* when its last reference goes; may be a null pointer */
    void (*describe)(struct node *node, struct stat *status);
    void (*resize)(struct node *node, off_t size); /* a null pointer: it has no size */
};

extern struct open_file *stubs_descriptors[DESCRIPTORS];
extern bool stubs_close_on_exec[DESCRIPTORS];

/* What an open descriptor leads to; for any other a null pointer, and errno is EBADF. */
struct open_file *stubs_file(int descriptor);

/*
 * A new descriptor, the lowest that is free, for a new open file, which is a copy of `file` with one reference.
 * -EMFILE and -ENFILE (no memory) leave all as it was.
 */
int stubs_open_file(const struct open_file *file);

/* The lowest descriptor from `lowest` on that is free, made to lead to `file`; or -EMFILE. */
int stubs_descriptor_new(struct open_file *file, int lowest);

/* 0, or -EMFILE: there is no descriptor that is free. */
int stubs_descriptor_free(void);

/* Undo stubs_descriptor_new. */
void stubs_descriptor_drop(int descriptor);

/* Keep an open file while a call waits, whoever closes it meanwhile. */
static inline void stubs_file_hold(struct open_file *file) {
    file->references++;
}

/* Undo stubs_file_hold. */
void stubs_file_release(struct open_file *file);

#endif
