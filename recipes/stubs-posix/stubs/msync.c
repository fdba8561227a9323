/* Has nothing to write: a file is mapped as it was, and what is changed there is the program's own. EINVAL. */
#include "pages.h"

#include <errno.h>

int msync(void *address, size_t size, int flags) {
    const int ways = flags & (MS_ASYNC | MS_SYNC);

    (void)size;
    if (is_page(address) && ways != (MS_ASYNC | MS_SYNC) && !(flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE)))
        return 0;
    errno = EINVAL;
    return -1;
}
