/* linkat() of the working directory; a symbolic link is not followed. */
#include <fcntl.h>
#include <unistd.h>

int link(const char *old, const char *new) {
    return linkat(AT_FDCWD, old, AT_FDCWD, new, 0);
}
