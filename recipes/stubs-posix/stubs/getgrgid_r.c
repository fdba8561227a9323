/*
 * The group of this number in /etc/group; `found` is a null pointer if there is none, or no such file. As its result:
 * ERANGE for a buffer that is too small, or what reading the file gave.
 */
#include "accounts.h"

int getgrgid_r(gid_t number, struct group *entry, char *buffer, size_t size, struct group **found) {
    return stubs_group_find(NULL, number, entry, buffer, size, found);
}
