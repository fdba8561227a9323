/* The group of this name in /etc/group, until the next call. A null pointer if there is none, or no such file. */
#include "accounts.h"

struct group *getgrnam(const char *name) {
    return stubs_group_last(name, 0);
}
