/* Sleeps until a handler ran: EINTR, always. Panics when nothing can send a signal: no timer is set, and all other
 * threads wait. */
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>
#include <unistd.h>

int pause(void) {
    if (stubs_wait(0, FOREVER, false) < 0 && errno == EDEADLK)
        kernel_panic("deadlock: pause waits for a signal, and nothing can send one");
    return -1;
}
