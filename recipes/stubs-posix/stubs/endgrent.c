/* Closes what getgrent() reads. Cannot fail. */
#include "accounts.h"

void endgrent(void) {
    stubs_groups_rewind();
}
