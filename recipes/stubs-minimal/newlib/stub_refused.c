/* The one place through which refusals go. */
#include <errno.h>
#include <stubs/refused.h>

int stub_refused(const char *call, int error) {
    (void)call;
    errno = error;
    return -1;
}
