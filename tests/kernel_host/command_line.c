/*
 * Parses pairs of lines: reads `baked NUL loader NUL` until the end, writes `ok`, the arguments, the variables and
 * the console, or `bad` and the complaint; each item ends with NUL and each pair with two.
 */
#include <portable/command_line.h>

#include "host.h"

static char *read_text(void) {
    char *text = NULL;
    size_t room = 0;

    if (getdelim(&text, &room, '\0', stdin) < 0) {
        free(text);
        return NULL;
    }
    return text;
}

static void write_text(char kind, const char *text) {
    putchar(kind);
    fwrite(text, 1, strlen(text) + 1, stdout);
}

static void parse(const char *baked, const char *loader) {
    struct command_line line;
    char complaint[128];
    /* Exactly so large: the sanitizer sees a byte too much. */
    void *room = malloc(command_line_room(baked, loader));

    if (command_line_parse(&line, baked, loader, room, complaint, sizeof complaint)) {
        write_text('=', "ok");
        for (int i = 0; i < line.argc; i++)
            write_text('a', line.argv[i]);
        CHECK(line.argv[line.argc] == NULL);
        for (char **variable = line.envp; *variable != NULL; variable++)
            write_text('e', *variable);
        if (line.console != NULL)
            write_text('c', line.console);
    } else {
        write_text('=', "bad");
        write_text('!', complaint);
    }
    putchar('\0');
    free(room);
}

int main(void) {
    char *baked, *loader;

    while ((baked = read_text()) != NULL && (loader = read_text()) != NULL) {
        parse(baked, loader);
        free(baked);
        free(loader);
    }
    free(baked);
    return 0;
}
