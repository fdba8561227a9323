/* FIONREAD tells what a pipe holds, FIONBIO sets O_NONBLOCK. Refuses EBADF, and everything else: ENOTTY. */
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stubs/refused.h>
#include <sys/ioctl.h>

int ioctl(int descriptor, unsigned long request, ...) {
    struct open_file *file = stubs_file(descriptor);
    va_list arguments;
    int *argument;

    if (file == NULL)
        return -1;
    va_start(arguments, request);
    argument = va_arg(arguments, int *);
    va_end(arguments);
    if (request == FIONREAD && file->kind == PIPE_READ) {
        *argument = (int)file->pipe->count;
        return 0;
    }
    if (request == FIONBIO) {
        file->flags = *argument != 0 ? file->flags | O_NONBLOCK : file->flags & ~O_NONBLOCK;
        return 0;
    }
    return stub_refused("ioctl", ENOTTY);
}
