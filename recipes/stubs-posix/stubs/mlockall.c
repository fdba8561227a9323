/* Does nothing: memory is never anywhere else. EINVAL for no or unknown flags. */
#include <errno.h>
#include <sys/mman.h>

int mlockall(int flags) {
    if (flags != 0 && !(flags & ~(MCL_CURRENT | MCL_FUTURE)))
        return 0;
    errno = EINVAL;
    return -1;
}
