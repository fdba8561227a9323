/* Lets getpwent() begin anew. Cannot fail. */
#include "accounts.h"

void setpwent(void) {
    stubs_users_rewind();
}
