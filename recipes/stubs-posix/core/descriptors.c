/* Descriptors: 0 is read from the console, 1 and 2 are written to it. */
#include "descriptors.h"

#include "console_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

static struct open_file console[] = {
    {.kind = &stubs_console, .flags = O_RDONLY, .references = 1},
    {.kind = &stubs_console, .flags = O_WRONLY, .references = 1},
    {.kind = &stubs_console, .flags = O_WRONLY, .references = 1},
};

struct open_file *stubs_descriptors[DESCRIPTORS] = {&console[0], &console[1], &console[2]};
bool stubs_close_on_exec[DESCRIPTORS];

static int lowest_free = 3; /* none below it is */

struct open_file *stubs_file(int descriptor) {
    if (descriptor >= 0 && descriptor < DESCRIPTORS && stubs_descriptors[descriptor] != NULL)
        return stubs_descriptors[descriptor];
    errno = EBADF;
    return NULL;
}

int stubs_descriptor_new(struct open_file *file, int lowest) {
    int at = lowest < lowest_free ? lowest_free : lowest;

    while (at < DESCRIPTORS && stubs_descriptors[at] != NULL)
        at++;
    if (lowest <= lowest_free)
        lowest_free = at;
    if (at >= DESCRIPTORS)
        return -EMFILE;
    stubs_descriptors[at] = file;
    stubs_close_on_exec[at] = false;
    stubs_file_hold(file);
    return at;
}

int stubs_descriptor_free(void) {
    while (lowest_free < DESCRIPTORS && stubs_descriptors[lowest_free] != NULL)
        lowest_free++;
    return lowest_free < DESCRIPTORS ? 0 : -EMFILE;
}

void stubs_file_release(struct open_file *file) {
    if (--file->references != 0)
        return;
    if (file->close != NULL)
        file->close(file);
    if (file < console || file >= console + sizeof console / sizeof *console)
        free(file);
}

void stubs_descriptor_drop(int descriptor) {
    struct open_file *file = stubs_descriptors[descriptor];

    stubs_descriptors[descriptor] = NULL;
    if (descriptor < lowest_free)
        lowest_free = descriptor;
    stubs_file_release(file);
}

int stubs_open_file(const struct open_file *file) {
    struct open_file *copy = malloc(sizeof *copy);
    int descriptor;

    if (copy == NULL)
        return -ENFILE;
    *copy = *file;
    copy->references = 0;
    descriptor = stubs_descriptor_new(copy, 0);
    if (descriptor < 0)
        free(copy);
    return descriptor;
}
