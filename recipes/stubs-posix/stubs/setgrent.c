/* Lets getgrent() begin anew. Cannot fail. */
#include "accounts.h"

void setgrent(void) {
    stubs_groups_rewind();
}
