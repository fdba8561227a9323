/* Regular files and directories as open files. */
#include "node.h"
#include "open_files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum { READY = POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM };

static const off_t last = INT64_MAX;

static off_t clip(off_t at, size_t count) {
    return (off_t)((uint64_t)(last - at) < count ? (uint64_t)(last - at) : count);
}

static ssize_t read_regular(struct open_file *file, void *bytes, size_t count, off_t *position) {
    const size_t got = stubs_content_read(&file->node->content, *position, bytes, count);

    *position += (off_t)got;
    stubs_node_mark(file->node, ACCESSED);
    return (ssize_t)got;
}

static ssize_t write_regular(struct open_file *file, const void *bytes, size_t count, off_t *position) {
    struct content *content = &file->node->content;
    const bool appends = file->flags & O_APPEND && position == &file->position; /* pwrite() does not */
    const off_t at = appends ? content->size : *position;
    const size_t wanted = (size_t)clip(at, count), done = stubs_content_write(content, at, bytes, wanted);

    if (count != 0 && wanted == 0)
        return -EFBIG;
    if (wanted != 0 && done == 0)
        return -ENOSPC;
    *position = at + (off_t)done;
    if (done != 0)
        stubs_node_mark(file->node, MODIFIED | CHANGED);
    return (ssize_t)done;
}

static off_t seek_from(struct open_file *file, off_t base, off_t offset) {
    off_t wanted;

    if (__builtin_add_overflow(base, offset, &wanted))
        return -EOVERFLOW;
    if (wanted < 0)
        return -EINVAL;
    file->position = wanted;
    return wanted;
}

static off_t seek_regular(struct open_file *file, off_t offset, int whence) {
    switch (whence) {
    case SEEK_SET:
        return seek_from(file, 0, offset);
    case SEEK_CUR:
        return seek_from(file, file->position, offset);
    case SEEK_END:
        return seek_from(file, S_ISREG(file->node->mode) ? file->node->content.size : 0, offset);
    default:
        return -EINVAL;
    }
}

static short is_ready(const struct open_file *file) {
    (void)file;
    return READY;
}

static ssize_t read_folder(struct open_file *file, void *bytes, size_t count, off_t *position) {
    (void)file;
    (void)bytes;
    (void)count;
    (void)position;
    return -EISDIR;
}

const struct file_kind stubs_regular = {
    .read = read_regular,
    .write = write_regular,
    .seek = seek_regular,
    .ready = is_ready,
};

/* It cannot be opened to be written. */
const struct file_kind stubs_folder = {
    .read = read_folder,
    .seek = seek_regular,
    .ready = is_ready,
};
