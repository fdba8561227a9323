/* Takes the name from a semaphore, which stays for those that have it open. ENOENT, EINVAL, ENAMETOOLONG. */
#include "named_semaphores.h"

#include <errno.h>

int sem_unlink(const char *name) {
    struct named_semaphore *named = NULL;
    int error = stubs_semaphore_name(&name);

    stubs_lock(&stubs_names_lock);
    if (error == 0)
        named = stubs_semaphore_named(name);
    if (named != NULL) {
        named->has_name = false;
        stubs_semaphore_drop(named);
    } else if (error == 0) {
        error = ENOENT;
    }
    stubs_unlock(&stubs_names_lock);
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}
