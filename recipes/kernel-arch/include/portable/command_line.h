/* The command line of a guest: docs/command-line.md has the grammar. */
#ifndef PORTABLE_COMMAND_LINE_H
#define PORTABLE_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct command_line {
    int argc;
    char **argv; /* argc entries and a null pointer */
    char **envp; /* ends with a null pointer */
    /* Values of kernel parameters; null pointers if they were not given. */
    const char *console, *cpus, *sched_hz;
};

/* How many bytes command_line_parse needs for these two lines. */
size_t command_line_room(const char *baked, const char *loader);

/*
 * Parse the line in the image and the loader's; all strings and vectors are laid out in `room`, which is aligned for
 * pointers. False for a line that is wrong; `complaint` then holds what is wrong, cut to `complaint_size` bytes.
 */
bool command_line_parse(struct command_line *line, const char *baked, const char *loader, void *room, char *complaint,
                        size_t complaint_size);

#endif
