/*
 * The group of this name in /etc/group; `found` is a null pointer if there is none, or no such file. As its result:
 * ERANGE for a buffer that is too small, or what reading the file gave.
 */
#include "accounts.h"

int getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size, struct group **found) {
    return stubs_group_find(name, 0, entry, buffer, size, found);
}
