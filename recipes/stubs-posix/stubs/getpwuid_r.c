/*
 * The user of this number in /etc/passwd; `found` is a null pointer if there is none, or no such file. As its result:
 * ERANGE for a buffer that is too small, or what reading the file gave.
 */
#include "accounts.h"

int getpwuid_r(uid_t number, struct passwd *entry, char *buffer, size_t size, struct passwd **found) {
    return stubs_user_find(NULL, number, entry, buffer, size, found);
}
