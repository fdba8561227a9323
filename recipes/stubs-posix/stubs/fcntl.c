/*
 * Duplicates a descriptor (F_DUPFD, F_DUPFD_CLOEXEC), tells and sets its flags (F_GETFD, F_SETFD) and those of its
 * open file (F_GETFL, F_SETFL: O_NONBLOCK and O_APPEND). Refuses EBADF, EINVAL, and locks (ENOSYS): there are no
 * files.
 */
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stubs/refused.h>

enum { CHANGEABLE = O_NONBLOCK | O_APPEND };

static int duplicate(struct open_file *file, int lowest, bool close_on_exec) {
    int descriptor;

    if (lowest < 0 || lowest >= DESCRIPTORS) {
        errno = EINVAL;
        return -1;
    }
    descriptor = stubs_descriptor_new(file, lowest);
    if (descriptor >= 0)
        stubs_close_on_exec[descriptor] = close_on_exec;
    return descriptor;
}

int fcntl(int descriptor, int command, ...) {
    struct open_file *file = stubs_file(descriptor);
    va_list arguments;
    int argument;

    if (file == NULL)
        return -1;
    va_start(arguments, command);
    argument = va_arg(arguments, int);
    va_end(arguments);
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return duplicate(file, argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD:
        return stubs_close_on_exec[descriptor] ? FD_CLOEXEC : 0;
    case F_SETFD:
        stubs_close_on_exec[descriptor] = (argument & FD_CLOEXEC) != 0;
        return 0;
    case F_GETFL:
        return file->flags;
    case F_SETFL:
        file->flags = (file->flags & ~CHANGEABLE) | (argument & CHANGEABLE);
        return 0;
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
        return stub_refused("fcntl", ENOSYS);
    default:
        errno = EINVAL;
        return -1;
    }
}
