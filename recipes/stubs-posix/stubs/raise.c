/* Sends a signal to the calling thread: as kill() does, if there is one. EINVAL, and ENOSYS for what would stop it.
 */
#include "signals.h"

#include <errno.h>

int raise(int signal) {
    if (signal == 0)
        return 0;
    if (stubs_is_signal(signal))
        return stubs_send(signal, SI_USER);
    errno = EINVAL;
    return -1;
}
