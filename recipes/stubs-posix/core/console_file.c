#include "console_file.h"

#include "files_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <guest/kernel.h>
#include <poll.h>
#include <sys/stat.h>

static bool has_input(void) {
    return kernel_wait(KERNEL_CONSOLE_INPUT, 0) != 0;
}

static ssize_t read_console(struct open_file *file, void *bytes, size_t count, off_t *position) {
    ssize_t got;

    (void)position;
    if (file->flags & O_NONBLOCK && !has_input())
        return -EAGAIN;
    stubs_files_read_console(true);
    if (stubs_files_wait(KERNEL_CONSOLE_INPUT, FOREVER, true) < 0) {
        got = -errno;
    } else {
        files_unlock();
        got = kernel_console_read(bytes, count);
        files_lock();
    }
    stubs_files_read_console(false);
    return got;
}

static ssize_t write_console(struct open_file *file, const void *bytes, size_t count, off_t *position) {
    ssize_t written;

    (void)file;
    (void)position;
    files_unlock();
    written = kernel_console_write(bytes, count);
    files_lock();
    return written;
}

static short is_ready(const struct open_file *file) {
    const int mode = file->flags & O_ACCMODE;
    short events = 0;

    if (mode != O_WRONLY && has_input())
        events |= POLLIN | POLLRDNORM;
    if (mode != O_RDONLY)
        events |= POLLOUT | POLLWRNORM;
    return events;
}

const struct file_kind stubs_console = {
    .read = read_console,
    .write = write_console,
    .ready = is_ready,
    .mode = S_IFCHR | S_IRUSR | S_IWUSR,
    .has_console = true,
};
