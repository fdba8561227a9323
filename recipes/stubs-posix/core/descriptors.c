/* Descriptors: 0 is read from the console, 1 and 2 are written to it. */
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <guest/kernel.h>
#include <poll.h>
#include <stdlib.h>

static struct open_file files[DESCRIPTORS] = {
    {.kind = CONSOLE_INPUT, .flags = O_RDONLY, .references = 1},
    {.kind = CONSOLE_OUTPUT, .flags = O_WRONLY, .references = 1},
    {.kind = CONSOLE_OUTPUT, .flags = O_WRONLY, .references = 1},
};

struct open_file *stubs_descriptors[DESCRIPTORS] = {&files[0], &files[1], &files[2]};
bool stubs_close_on_exec[DESCRIPTORS];

struct open_file *stubs_file(int descriptor) {
    if (descriptor >= 0 && descriptor < DESCRIPTORS && stubs_descriptors[descriptor] != NULL)
        return stubs_descriptors[descriptor];
    errno = EBADF;
    return NULL;
}

struct open_file *stubs_file_new(void) {
    for (int i = 0; i < DESCRIPTORS; i++) {
        if (files[i].references == 0)
            return &files[i];
    }
    errno = ENFILE;
    return NULL;
}

int stubs_descriptor_new(struct open_file *file, int lowest) {
    for (int i = lowest; i < DESCRIPTORS; i++) {
        if (stubs_descriptors[i] == NULL) {
            stubs_descriptors[i] = file;
            stubs_close_on_exec[i] = false;
            file->references++;
            return i;
        }
    }
    errno = EMFILE;
    return -1;
}

void stubs_descriptor_drop(int descriptor) {
    struct open_file *file = stubs_descriptors[descriptor];

    stubs_descriptors[descriptor] = NULL;
    if (--file->references != 0 || file->pipe == NULL)
        return;
    if (file->kind == PIPE_READ)
        file->pipe->has_reader = false;
    else
        file->pipe->has_writer = false;
    if (--file->pipe->ends == 0)
        free(file->pipe);
    file->pipe = NULL;
}

short stubs_ready(const struct open_file *file) {
    short events = 0;

    switch (file->kind) {
    case CONSOLE_INPUT:
        return kernel_wait(KERNEL_CONSOLE_INPUT, 0) != 0 ? POLLIN | POLLRDNORM : 0;
    case CONSOLE_OUTPUT:
        return POLLOUT | POLLWRNORM;
    case PIPE_READ:
        if (file->pipe->count != 0)
            events |= POLLIN | POLLRDNORM;
        if (!file->pipe->has_writer)
            events |= POLLHUP;
        return events;
    case PIPE_WRITE:
        if (!file->pipe->has_reader)
            return POLLERR;
        return file->pipe->count < PIPE_SIZE ? POLLOUT | POLLWRNORM : 0;
    }
    return 0;
}
