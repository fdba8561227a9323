/* Lines of /etc/passwd. */
#include "accounts.h"

#include <errno.h>
#include <string.h>

static int parse(char *line, size_t size, void *entry) {
    enum { NAME, PASSWORD, USER, GROUP, GECOS, HOME, SHELL, FIELDS };
    char *fields[FIELDS];
    unsigned long user, group;

    (void)size;
    if (!stubs_account_split(line, fields, FIELDS) || !stubs_account_number(fields[USER], &user) ||
        !stubs_account_number(fields[GROUP], &group))
        return EINVAL;
    *(struct passwd *)entry = (struct passwd){
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

static bool is(const void *entry, const char *name, unsigned number) {
    const struct passwd *user = entry;

    return name != NULL ? strcmp(user->pw_name, name) == 0 : user->pw_uid == number;
}

static struct accounts users = {.path = "/etc/passwd", .parse = parse, .is = is};

int stubs_user_find(const char *name, uid_t number, struct passwd *entry, char *buffer, size_t size,
                    struct passwd **found) {
    const int error = stubs_account_find(&users, name, number, entry, buffer, size);

    *found = error == 0 ? entry : NULL;
    return error == ENOENT ? 0 : error;
}

static struct passwd last;
static char last_text[ACCOUNT_ROOM];

struct passwd *stubs_user_last(const char *name, uid_t number) {
    struct passwd *found;
    const int error = stubs_user_find(name, number, &last, last_text, sizeof last_text, &found);

    if (error != 0)
        errno = error;
    return found;
}

struct passwd *stubs_users_read(void) {
    return stubs_account_read(&users, &last, last_text, sizeof last_text) ? &last : NULL;
}

void stubs_users_rewind(void) {
    stubs_accounts_rewind(&users);
}
