/* Says `guest`; ENAMETOOLONG if there is no room for it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

int gethostname(char *name, size_t size) {
    static const char ours[] = "guest";

    if (size < sizeof ours) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name, ours, sizeof ours);
    return 0;
}
