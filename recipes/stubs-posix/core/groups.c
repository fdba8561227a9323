/* Lines of /etc/group. */
#include "accounts.h"

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

/*
 * Make of `text`, names with commas between them, a list that ends in a null pointer, at the place `room` of `size`
 * bytes. A null pointer: it does not fit.
 */
static char **listed(char *text, char *room, size_t size) {
    const size_t skipped = -(uintptr_t)room % alignof(char *);
    char **names = (char **)(void *)(room + skipped);
    size_t count = 0;
    char *rest;

    for (char *name = strtok_r(text, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
        if (skipped + (count + 2) * sizeof *names > size)
            return NULL;
        names[count++] = name;
    }
    if (skipped + (count + 1) * sizeof *names > size)
        return NULL;
    names[count] = NULL;
    return names;
}

static int parse(char *line, size_t size, void *entry) {
    enum { NAME, PASSWORD, GROUP, MEMBERS, FIELDS };
    char *fields[FIELDS], *const end = line + strlen(line) + 1;
    unsigned long number;
    char **members;

    if (!stubs_account_split(line, fields, FIELDS) || !stubs_account_number(fields[GROUP], &number))
        return EINVAL;
    members = listed(fields[MEMBERS], end, size - (size_t)(end - line));
    if (members == NULL)
        return ERANGE;
    *(struct group *)entry = (struct group){
        .gr_name = fields[NAME], .gr_passwd = fields[PASSWORD], .gr_gid = (gid_t)number, .gr_mem = members};
    return 0;
}

static bool is(const void *entry, const char *name, unsigned number) {
    const struct group *group = entry;

    return name != NULL ? strcmp(group->gr_name, name) == 0 : group->gr_gid == number;
}

static struct accounts groups = {.path = "/etc/group", .parse = parse, .is = is};

int stubs_group_find(const char *name, gid_t number, struct group *entry, char *buffer, size_t size,
                     struct group **found) {
    const int error = stubs_account_find(&groups, name, number, entry, buffer, size);

    *found = error == 0 ? entry : NULL;
    return error == ENOENT ? 0 : error;
}

static struct group last;
static char last_text[ACCOUNT_ROOM];

struct group *stubs_group_last(const char *name, gid_t number) {
    struct group *found;
    const int error = stubs_group_find(name, number, &last, last_text, sizeof last_text, &found);

    if (error != 0)
        errno = error;
    return found;
}

struct group *stubs_groups_read(void) {
    return stubs_account_read(&groups, &last, last_text, sizeof last_text) ? &last : NULL;
}

void stubs_groups_rewind(void) {
    stubs_accounts_rewind(&groups);
}
