/*
 * The user of this name in /etc/passwd; `found` is a null pointer if there is none, or no such file. As its result:
 * ERANGE for a buffer that is too small, or what reading the file gave.
 */
#include "accounts.h"

int getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found) {
    return stubs_user_find(name, 0, entry, buffer, size, found);
}
