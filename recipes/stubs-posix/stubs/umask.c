/* Sets which permissions new files do not have, and tells those before. Cannot fail. */
#include "files_lock.h"
#include "tree.h"

mode_t umask(mode_t mask) {
    files_lock();
    const mode_t was = stubs_mask;

    stubs_mask = mask & ACCESSPERMS;
    files_unlock();
    return was;
}
