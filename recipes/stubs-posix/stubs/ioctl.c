/* FIONREAD tells what a pipe holds, FIONBIO sets O_NONBLOCK. Refuses EBADF, and everything else: ENOTTY. */
#include "files_lock.h"
#include "pipes.h"
#include "result.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stubs/refused.h>
#include <sys/ioctl.h>

static int control(int descriptor, unsigned long request, int *argument) {
    struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -EBADF;
    if (request == FIONREAD && file->pipe != NULL && (file->flags & O_ACCMODE) != O_WRONLY) {
        *argument = (int)file->pipe->count;
        return 0;
    }
    if (request == FIONBIO) {
        file->flags = *argument != 0 ? file->flags | O_NONBLOCK : file->flags & ~O_NONBLOCK;
        return 0;
    }
    stub_refused("ioctl", ENOTTY);
    return -ENOTTY;
}

int ioctl(int descriptor, unsigned long request, ...) {
    va_list arguments;
    int *argument;

    va_start(arguments, request);
    argument = va_arg(arguments, int *);
    va_end(arguments);
    files_lock();
    const int result = control(descriptor, request, argument);
    files_unlock();
    return (int)stubs_result(result);
}
