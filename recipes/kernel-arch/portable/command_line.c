#include <portable/command_line.h>

#include <portable/format.h>

#include <stdint.h>

/* One of the two lines while it is read. */
struct reader {
    const char *at;
    const char *complaint; /* what is wrong, once something is */
    bool quoted;           /* whether the last word had quotes */
};

/* Where the strings and vectors go. */
struct layout {
    char **argv, **envp;
    int argc, envc;
    char *name;
    char *text;
};

static size_t length_of(const char *text) {
    size_t length = 0;

    while (text[length] != '\0')
        length++;
    return length;
}

static bool starts_with(const char *text, const char *start) {
    while (*start != '\0') {
        if (*text++ != *start++)
            return false;
    }
    return true;
}

static int hex(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Read what follows a backslash between quotes. */
static char escape(struct reader *reader) {
    const char c = *reader->at++;
    int high, low;

    if (c == '"' || c == '\\')
        return c;
    if (c != 'x') {
        reader->at--;
        reader->complaint = "`\\` in quotes stands before `\"`, `\\` or `xHH`";
        return '\0';
    }
    high = hex(reader->at[0]);
    low = high < 0 ? -1 : hex(reader->at[1]);
    if (low < 0 || high * 16 + low == 0) {
        reader->complaint = "`\\x` in quotes stands before two hexadecimal digits, not both 0";
        return '\0';
    }
    reader->at += 2;
    return (char)(high * 16 + low);
}

/* Read the next word into `to`, terminated; returns the byte behind it, or a null pointer at the end of the line. */
static char *read_word(struct reader *reader, char *to) {
    bool inside = false;

    while (*reader->at == ' ')
        reader->at++;
    if (*reader->at == '\0')
        return NULL;
    reader->quoted = false;
    while (*reader->at != '\0' && (inside || *reader->at != ' ')) {
        const char c = *reader->at++;
        if (c == '"') {
            inside = !inside;
            reader->quoted = true;
        } else if (inside && c == '\\') {
            *to++ = escape(reader);
        } else {
            *to++ = c;
        }
        if (reader->complaint != NULL)
            return NULL;
    }
    if (inside) {
        reader->complaint = "a `\"` is not closed";
        return NULL;
    }
    *to++ = '\0';
    return to;
}

/* A variable that is set already keeps its place. */
static void set_variable(struct layout *layout, char *assignment) {
    const char *equals = assignment;
    int i;

    while (*equals++ != '=')
        ;
    for (i = 0; i < layout->envc; i++) {
        bool same = true;
        for (const char *a = assignment, *b = layout->envp[i]; same && a < equals; a++, b++)
            same = *a == *b;
        if (same)
            break;
    }
    layout->envp[i] = assignment;
    if (i == layout->envc)
        layout->envc++;
}

static const char *parameter(struct command_line *line, struct layout *layout, char *word) {
    const char *value = word;

    while (*value != '\0' && *value != '=')
        value++;
    if (*value == '\0')
        return "a parameter has the form NAME=VALUE";
    if (starts_with(word, "name=")) {
        layout->name = word + 5;
    } else if (starts_with(word, "console=")) {
        line->console = word + 8;
    } else if (starts_with(word, "cpus=")) {
        line->cpus = word + 5;
    } else if (starts_with(word, "sched-hz=")) {
        line->sched_hz = word + 9;
    } else if (starts_with(word, "env.")) {
        if (word[4] == '=')
            return "a variable has a name";
        set_variable(layout, word + 4);
    } else {
        return "parameters are name=, env.NAME=, console=, cpus= and sched-hz=";
    }
    return NULL;
}

/* Read one line; true if it is right. Its arguments replace those of the line before, if it has `--`. */
static bool read_line(struct command_line *line, struct layout *layout, const char *text, const char **complaint,
                      const char **place) {
    struct reader reader = {text, NULL, false};
    bool arguments = false;
    char *end;

    *place = text;
    while ((end = read_word(&reader, layout->text)) != NULL) {
        char *word = layout->text;
        layout->text = end;
        if (arguments) {
            layout->argv[layout->argc++] = word;
        } else if (!reader.quoted && word[0] == '-' && word[1] == '-' && word[2] == '\0') {
            arguments = true;
            layout->argc = 1;
        } else {
            reader.complaint = parameter(line, layout, word);
            if (reader.complaint != NULL)
                break;
        }
        *place = reader.at;
    }
    *complaint = reader.complaint;
    return reader.complaint == NULL;
}

/* A word and the space behind it are at least two bytes. */
static size_t words_max(const char *text) {
    return length_of(text) / 2 + 1;
}

size_t command_line_room(const char *baked, const char *loader) {
    const size_t words = words_max(baked) + words_max(loader);

    /* argv[0], and the null pointers of both vectors; the terminators of the last words and the default name */
    return (2 * words + 3) * sizeof(char *) + length_of(baked) + length_of(loader) + 2 + sizeof "guest";
}

bool command_line_parse(struct command_line *line, const char *baked, const char *loader, void *room, char *complaint,
                        size_t complaint_size) {
    const size_t words = words_max(baked) + words_max(loader);
    struct layout layout = {.argv = room, .envp = (char **)room + words + 2, .argc = 1};
    const char *reason, *place;

    layout.text = (char *)((char **)room + 2 * words + 3);
    layout.name = layout.text;
    for (const char *from = "guest"; *from != '\0'; from++)
        *layout.text++ = *from;
    *layout.text++ = '\0';
    *line = (struct command_line){.argv = layout.argv, .envp = layout.envp};
    if (!read_line(line, &layout, baked, &reason, &place) || !read_line(line, &layout, loader, &reason, &place)) {
        while (*place == ' ')
            place++;
        format_into(complaint, complaint_size, "%s, at `%.40s`", reason, place);
        return false;
    }
    layout.argv[0] = layout.name;
    layout.argv[layout.argc] = NULL;
    layout.envp[layout.envc] = NULL;
    line->argc = layout.argc;
    return true;
}
