/* The command line of the guest: what the link step baked in, and what the loader says. */
#include "internal.h"

#include <memory/small.h>

/* The link step bakes the guest's own line in. */
extern const char kernel_baked_command_line[];

const struct command_line *arch_arguments(const char *from_loader) {
    static struct command_line line;
    char complaint[128];
    void *room = small_take(command_line_room(kernel_baked_command_line, from_loader));

    if (room == NULL)
        arch_panic("too little memory for the command line");
    if (!command_line_parse(&line, kernel_baked_command_line, from_loader, room, complaint, sizeof complaint))
        arch_panic("command line: %s", complaint);
    if (line.console != NULL)
        arch_console_choose(line.console);
    return &line;
}
