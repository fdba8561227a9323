/* What names lead to: directories, regular files, symbolic links, FIFOs and devices. */
#ifndef STUBS_NODE_H
#define STUBS_NODE_H

#include "content.h"
#include "directory.h"

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

enum {
    NODES = 65535,      /* ino_t has 16 bits */
    LINKS_MOST = 32767, /* LINK_MAX */
};

enum device {
    DEVICE_STDIN,
    DEVICE_STDOUT,
    DEVICE_STDERR,
    DEVICE_NULL,
    DEVICE_ZERO,
    DEVICE_FULL,
    DEVICE_CONSOLE,
};

/* Which times of a node are now: a bit each, in the order of struct stat. */
enum { ACCESSED = 1, MODIFIED = 2, CHANGED = 4 };

struct node {
    mode_t mode;
    ino_t number;
    nlink_t links;
    uid_t owner;
    gid_t group;
    unsigned holds; /* of open files, of the working directory, of children whose parent it is */
    struct timespec times[3];
    unsigned marks;             /* times that it gets when somebody asks, or when it is closed */
    unsigned shared, exclusive; /* locks of flock() */
    union {
        struct content content;
        struct directory directory;
        char *target;
        struct pipe *pipe; /* of a FIFO, while it is open */
        enum device device;
    };
};

/* A node without links and holds, with the user 0 and the time of now; a null pointer without memory or numbers. */
struct node *stubs_node_new(mode_t mode);

static inline void stubs_node_hold(struct node *node) {
    node->holds++;
}

/* Undo a hold, or take away links; what has neither any more is freed. */
void stubs_node_release(struct node *node);
void stubs_node_unlink(struct node *node, nlink_t links);

static inline void stubs_node_mark(struct node *node, unsigned times) {
    node->marks |= times;
}

/* Let marked times be now. */
void stubs_node_settle(struct node *node);

void stubs_node_status(struct node *node, struct stat *status);
void stubs_node_chmod(struct node *node, mode_t mode);
void stubs_node_chown(struct node *node, uid_t owner, gid_t group); /* -1: as it is */
void stubs_node_resize(struct node *node, off_t size);              /* of a regular file */

/* Set the times that `times` says as utimensat() has them. -EINVAL. */
int stubs_node_utime(struct node *node, const struct timespec *times);

/* How many nodes there are. */
unsigned stubs_node_count(void);

#endif
