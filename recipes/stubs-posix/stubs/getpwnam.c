/* The user of this name in /etc/passwd, until the next call. A null pointer if there is none, or no such file. */
#include "accounts.h"

struct passwd *getpwnam(const char *name) {
    return stubs_user_last(name, 0);
}
