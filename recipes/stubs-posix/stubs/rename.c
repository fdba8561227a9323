/* renameat() of the working directory; newlib's own would make a link first, and know no directories. */
#include <fcntl.h>
#include <reent.h>
#include <stdio.h>

int rename(const char *old, const char *new) {
    return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int _rename_r(struct _reent *state, const char *old, const char *new) {
    (void)state;
    return rename(old, new);
}
