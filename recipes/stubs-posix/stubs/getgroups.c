/* The program is in its own group, 0, and in no further ones: 0. EINVAL for a count below 0. */
#include <errno.h>
#include <unistd.h>

int getgroups(int count, gid_t groups[]) {
    (void)groups;
    if (count >= 0)
        return 0;
    errno = EINVAL;
    return -1;
}
