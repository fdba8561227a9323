#include "open_files.h"

#include "console_file.h"
#include "files_lock.h"
#include "flocks.h"
#include "pipes.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>

enum { KEPT = O_ACCMODE | O_APPEND | O_NONBLOCK | O_SYNC };

static bool writes(int flags) {
    return (flags & O_ACCMODE) != O_RDONLY;
}

/* Times that were marked are now, locks are gone. */
static void close_node(struct open_file *file) {
    if (file->pipe != NULL)
        stubs_pipe_close(file);
    stubs_flock_drop(file);
    stubs_node_settle(file->node);
    stubs_node_release(file->node);
}

static int check(const struct place *place, int flags) {
    const mode_t mode = place->node->mode;

    if (flags & O_CREAT && flags & O_EXCL)
        return -EEXIST;
    if ((flags & O_DIRECTORY || place->has_slash) && !S_ISDIR(mode))
        return -ENOTDIR;
    if (S_ISLNK(mode))
        return -ELOOP;
    if (S_ISDIR(mode) && (writes(flags) || flags & (O_CREAT | O_TRUNC)))
        return -EISDIR;
    return 0;
}

/* Wait until somebody has opened the other end of a FIFO, even if only for a moment. */
static int wait_for_other_end(const struct open_file *file) {
    const bool reads = (file->flags & O_ACCMODE) == O_RDONLY;
    const struct pipe *pipe = file->pipe;
    const unsigned before = pipe->opened[reads];

    if ((file->flags & O_ACCMODE) == O_RDWR || file->flags & O_NONBLOCK)
        return 0;
    while ((reads ? pipe->writers : pipe->readers) == 0 && pipe->opened[reads] == before) {
        if (stubs_files_wait(0, FOREVER, true) < 0)
            return -errno;
    }
    return 0;
}

static int open_fifo(struct node *node, struct open_file *file) {
    const bool has_reader = node->pipe != NULL && node->pipe->readers != 0;

    if ((file->flags & O_ACCMODE) == O_WRONLY && file->flags & O_NONBLOCK && !has_reader)
        return -ENXIO;
    if (node->pipe == NULL && (node->pipe = stubs_pipe_new()) == NULL)
        return -ENOMEM;
    file->pipe = node->pipe;
    stubs_pipe_open(file->pipe, file->flags);
    return wait_for_other_end(file);
}

/* The devices of the standard descriptors lead to what these lead to. */
static int open_duplicate(int descriptor, int flags) {
    struct open_file *file = stubs_file(descriptor);
    const int has = file == NULL ? 0 : file->flags & O_ACCMODE;

    if (file == NULL)
        return -ENXIO;
    if (has != O_RDWR && has != (flags & O_ACCMODE))
        return -EACCES;
    return stubs_descriptor_new(file, 0);
}

static const struct file_kind *kind_of(const struct node *node) {
    if (S_ISREG(node->mode))
        return &stubs_regular;
    if (S_ISDIR(node->mode))
        return &stubs_folder;
    if (S_ISFIFO(node->mode))
        return &stubs_pipe;
    return node->device == DEVICE_CONSOLE ? &stubs_console : &stubs_device;
}

static int open_node(struct node *node, int flags) {
    struct open_file file = {
        .kind = kind_of(node),
        .flags = flags & KEPT,
        .node = node,
        .close = close_node,
        .describe = stubs_node_status,
        .resize = S_ISREG(node->mode) ? stubs_node_resize : NULL,
    };
    int result = 0;

    if (S_ISCHR(node->mode) && node->device <= DEVICE_STDERR)
        return open_duplicate((int)node->device, flags);
    stubs_node_hold(node);
    if (S_ISFIFO(node->mode))
        result = open_fifo(node, &file);
    if (result == 0)
        result = stubs_open_file(&file);
    if (result < 0)
        close_node(&file);
    return result;
}

/* How to walk to what is opened, and perhaps made. */
static enum walk walk_for(int flags) {
    const bool is_link = flags & O_NOFOLLOW || (flags & O_CREAT && flags & O_EXCL);

    if (flags & O_CREAT)
        return is_link ? WALK_NAME : WALK_MAKE;
    return is_link ? WALK_LINK : WALK_FOLLOW;
}

static int find_or_make(int descriptor, const char *path, int flags, mode_t mode, struct place *place) {
    const int error = stubs_find(descriptor, path, walk_for(flags), place);

    if (error != 0)
        return error;
    if (place->has_slash && place->last == LAST_NAME && flags & O_CREAT)
        return -EISDIR;
    if (place->node != NULL)
        return check(place, flags);
    if (!(flags & O_CREAT))
        return -ENOENT;
    return stubs_make(place, S_IFREG | (mode & ALLPERMS & ~stubs_mask));
}

int stubs_open(int descriptor, const char *path, int flags, mode_t mode) {
    struct place place;
    int opened = stubs_descriptor_free();

    if ((flags & O_ACCMODE) == O_ACCMODE || (flags & O_CREAT && flags & O_DIRECTORY))
        return -EINVAL;
    if (opened < 0)
        return opened;
    const int error = find_or_make(descriptor, path, flags, mode, &place);
    if (error != 0)
        return error;
    if (flags & O_TRUNC && S_ISREG(place.node->mode))
        stubs_node_resize(place.node, 0);
    opened = open_node(place.node, flags);
    if (opened >= 0 && flags & O_CLOEXEC)
        stubs_close_on_exec[opened] = true;
    return opened;
}
