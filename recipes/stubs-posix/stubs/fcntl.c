/*
 * Duplicates a descriptor (F_DUPFD, F_DUPFD_CLOEXEC), tells and sets its flags (F_GETFD, F_SETFD) and those of its
 * open file (F_GETFL, F_SETFL: O_NONBLOCK and O_APPEND). Locks of parts of a file (F_SETLK, F_SETLKW, F_GETLK) are
 * the process's, and there is no other: each is had, and nobody is told of. Refuses EBADF, EINVAL, EMFILE.
 */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"
#include "result.h"

#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

enum { CHANGEABLE = O_NONBLOCK | O_APPEND };

static int duplicate(struct open_file *file, int lowest, bool close_on_exec) {
    int descriptor;

    if (lowest < 0 || lowest >= DESCRIPTORS)
        return -EINVAL;
    descriptor = stubs_descriptor_new(file, lowest);
    if (descriptor >= 0)
        stubs_close_on_exec[descriptor] = close_on_exec;
    return descriptor;
}

static int lock(const struct open_file *file, int command, struct flock *lock) {
    const int mode = file->flags & O_ACCMODE;

    if (file->node == NULL || !S_ISREG(file->node->mode) || lock->l_whence < SEEK_SET || lock->l_whence > SEEK_END ||
        lock->l_type < F_RDLCK || lock->l_type > F_UNLCK)
        return -EINVAL;
    if (command == F_GETLK)
        lock->l_type = F_UNLCK;
    else if ((lock->l_type == F_RDLCK && mode == O_WRONLY) || (lock->l_type == F_WRLCK && mode == O_RDONLY))
        return -EBADF;
    return 0;
}

static int control(int descriptor, int command, long argument) {
    struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -EBADF;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return duplicate(file, (int)argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD:
        return stubs_close_on_exec[descriptor] ? FD_CLOEXEC : 0;
    case F_SETFD:
        stubs_close_on_exec[descriptor] = (argument & FD_CLOEXEC) != 0;
        return 0;
    case F_GETFL:
        return file->flags;
    case F_SETFL:
        file->flags = (file->flags & ~CHANGEABLE) | ((int)argument & CHANGEABLE);
        return 0;
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
        return lock(file, command, (struct flock *)argument);
    default:
        return -EINVAL;
    }
}

int fcntl(int descriptor, int command, ...) {
    va_list arguments;
    long argument;
    int result;

    va_start(arguments, command);
    argument = va_arg(arguments, long); /* an int or a pointer: the register holds either */
    va_end(arguments);
    files_lock();
    result = control(descriptor, command, argument);
    files_unlock();
    return (int)stubs_result(result);
}
