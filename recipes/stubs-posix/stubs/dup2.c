/* dup3() without flags, or nothing if both descriptors are one. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int dup2(int descriptor, int wanted) {
    if (descriptor != wanted)
        return dup3(descriptor, wanted, 0);
    return fcntl(descriptor, F_GETFD) < 0 ? -1 : wanted;
}
