/* 1 for the console; 0 and ENOTTY for any other file, 0 and EBADF for what is not open. */
#include "descriptors.h"
#include "files_lock.h"

#include <errno.h>
#include <unistd.h>

int isatty(int descriptor) {
    files_lock();
    const struct open_file *file = stubs_file(descriptor);
    const bool is_terminal = file != NULL && file->kind->has_console;

    files_unlock();
    if (file != NULL && !is_terminal)
        errno = ENOTTY;
    return is_terminal;
}
