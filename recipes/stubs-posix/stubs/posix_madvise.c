/* Takes every advice and does nothing: the content stays, whatever it says. EINVAL for what is none. */
#include "pages.h"

#include <errno.h>

int posix_madvise(void *address, size_t size, int advice) {
    (void)size;
    return is_page(address) && advice >= POSIX_MADV_NORMAL && advice <= POSIX_MADV_DONTNEED ? 0 : EINVAL;
}
