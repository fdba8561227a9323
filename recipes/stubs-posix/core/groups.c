#include "accounts.h"

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

static const char path[] = "/etc/group";

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

static int next_group(FILE *file, struct group *entry, char *buffer, size_t size) {
    enum { NAME, PASSWORD, GROUP, MEMBERS, FIELDS };
    char *fields[FIELDS], *end;
    unsigned long group;
    int error;

    do {
        if ((error = stubs_account_line(file, buffer, size)) != 0)
            return error;
        end = buffer + strlen(buffer) + 1;
    } while (!stubs_account_split(buffer, fields, FIELDS) || !stubs_account_number(fields[GROUP], &group));
    *entry = (struct group){
        .gr_name = fields[NAME],
        .gr_passwd = fields[PASSWORD],
        .gr_gid = (gid_t)group,
        .gr_mem = listed(fields[MEMBERS], end, size - (size_t)(end - buffer)),
    };
    return entry->gr_mem == NULL ? ERANGE : 0;
}

int stubs_group_find(const char *name, gid_t number, struct group *entry, char *buffer, size_t size,
                     struct group **found) {
    const int before = errno;
    FILE *file = fopen(path, "re");
    int error = file == NULL ? errno : 0;

    *found = NULL;
    errno = before;
    if (file == NULL)
        return error == ENOENT ? 0 : error;
    do
        error = next_group(file, entry, buffer, size);
    while (error == 0 && (name != NULL ? strcmp(entry->gr_name, name) != 0 : entry->gr_gid != number));
    fclose(file);
    if (error == 0)
        *found = entry;
    return error == ENOENT ? 0 : error;
}

static struct group last;
static char last_text[ACCOUNT_ROOM];
static FILE *all;

struct group *stubs_group_last(const char *name, gid_t number) {
    struct group *found;
    const int error = stubs_group_find(name, number, &last, last_text, sizeof last_text, &found);

    if (error != 0)
        errno = error;
    return found;
}

struct group *stubs_groups_read(void) {
    int error;

    if (all == NULL && (all = fopen(path, "re")) == NULL)
        return NULL;
    error = next_group(all, &last, last_text, sizeof last_text);
    if (error == ERANGE)
        errno = error;
    return error == 0 ? &last : NULL;
}

void stubs_groups_rewind(void) {
    if (all != NULL)
        fclose(all);
    all = NULL;
}
