/* /dev/null, /dev/zero and /dev/full as open files. */
#include "node.h"
#include "open_files.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

static ssize_t read_device(struct open_file *file, void *bytes, size_t count, off_t *position) {
    (void)position;
    if (file->node->device == DEVICE_NULL)
        return 0;
    memset(bytes, 0, count);
    return (ssize_t)count;
}

static ssize_t write_device(struct open_file *file, const void *bytes, size_t count, off_t *position) {
    (void)bytes;
    (void)position;
    return file->node->device == DEVICE_FULL ? -ENOSPC : (ssize_t)count;
}

static off_t seek_device(struct open_file *file, off_t offset, int whence) {
    (void)file;
    (void)offset;
    (void)whence;
    return 0;
}

static short is_ready(const struct open_file *file) {
    (void)file;
    return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM;
}

const struct file_kind stubs_device = {
    .read = read_device,
    .write = write_device,
    .seek = seek_device,
    .ready = is_ready,
};
