/* Refuses, ENOSYS, as its result: there is no list of users. */
#include <errno.h>
#include <pwd.h>
#include <stddef.h>
#include <stubs/refused.h>

int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size, struct passwd **found) {
    (void)user;
    (void)entry;
    (void)buffer;
    (void)size;
    *found = NULL;
    (void)stub_refused("getpwuid_r", ENOSYS);
    return ENOSYS;
}
