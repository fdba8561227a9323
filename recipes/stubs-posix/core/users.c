#include "accounts.h"

#include <errno.h>
#include <string.h>

static const char path[] = "/etc/passwd";

static int next_user(FILE *file, struct passwd *entry, char *buffer, size_t size) {
    enum { NAME, PASSWORD, USER, GROUP, GECOS, HOME, SHELL, FIELDS };
    char *fields[FIELDS];
    unsigned long user, group;
    int error;

    do
        if ((error = stubs_account_line(file, buffer, size)) != 0)
            return error;
    while (!stubs_account_split(buffer, fields, FIELDS) || !stubs_account_number(fields[USER], &user) ||
           !stubs_account_number(fields[GROUP], &group));
    *entry = (struct passwd){
        .pw_name = fields[NAME],
        .pw_passwd = fields[PASSWORD],
        .pw_uid = (uid_t)user,
        .pw_gid = (gid_t)group,
        .pw_comment = fields[GECOS],
        .pw_gecos = fields[GECOS],
        .pw_dir = fields[HOME],
        .pw_shell = fields[SHELL],
    };
    return 0;
}

int stubs_user_find(const char *name, uid_t number, struct passwd *entry, char *buffer, size_t size,
                    struct passwd **found) {
    const int before = errno;
    FILE *file = fopen(path, "re");
    int error = file == NULL ? errno : 0;

    *found = NULL;
    errno = before;
    if (file == NULL)
        return error == ENOENT ? 0 : error;
    do
        error = next_user(file, entry, buffer, size);
    while (error == 0 && (name != NULL ? strcmp(entry->pw_name, name) != 0 : entry->pw_uid != number));
    fclose(file);
    if (error == 0)
        *found = entry;
    return error == ENOENT ? 0 : error;
}

static struct passwd last;
static char last_text[ACCOUNT_ROOM];
static FILE *all;

struct passwd *stubs_user_last(const char *name, uid_t number) {
    struct passwd *found;
    const int error = stubs_user_find(name, number, &last, last_text, sizeof last_text, &found);

    if (error != 0)
        errno = error;
    return found;
}

struct passwd *stubs_users_read(void) {
    int error;

    if (all == NULL && (all = fopen(path, "re")) == NULL)
        return NULL;
    error = next_user(all, &last, last_text, sizeof last_text);
    if (error == ERANGE)
        errno = error;
    return error == 0 ? &last : NULL;
}

void stubs_users_rewind(void) {
    if (all != NULL)
        fclose(all);
    all = NULL;
}
