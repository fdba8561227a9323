/* The console's name, as a copy. Returns ERANGE if it has no room, ENOTTY for any other file, EBADF. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

int ttyname_r(int descriptor, char *copy, size_t room) {
    const char *name = ttyname(descriptor);

    if (name == NULL)
        return errno;
    if (room <= strlen(name))
        return ERANGE;
    memcpy(copy, name, strlen(name) + 1);
    return 0;
}
