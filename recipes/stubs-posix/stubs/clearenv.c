/* Forgets all variables of the environment. Cannot fail. */
#include <envlock.h>
#include <reent.h>
#include <stdlib.h>

extern char **environ;

int clearenv(void) {
    struct _reent *const reent_ptr = _REENT; /* which the lock names */

    (void)reent_ptr;
    ENV_LOCK;
    if (environ != NULL)
        *environ = NULL;
    ENV_UNLOCK;
    return 0;
}
