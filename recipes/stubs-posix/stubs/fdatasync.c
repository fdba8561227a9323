/* fsync(): nothing is kept apart from a file. */
#include <unistd.h>

int fdatasync(int descriptor) {
    return fsync(descriptor);
}
