/* Refuses: there are no files to open (ENOENT), and none can be made (EROFS). */
#include <errno.h>
#include <fcntl.h>
#include <stubs/refused.h>

int open(const char *path, int flags, ...) {
    (void)path;
    return stub_refused("open", flags & O_CREAT ? EROFS : ENOENT);
}
