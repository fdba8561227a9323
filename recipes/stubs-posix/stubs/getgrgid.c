/* The group of this number in /etc/group, until the next call. A null pointer if there is none, or no such file. */
#include "accounts.h"

struct group *getgrgid(gid_t number) {
    return stubs_group_last(NULL, number);
}
