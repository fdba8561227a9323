/* Does nothing: memory stays where it is in any case. Does not look whether there is any. */
#include <sys/mman.h>

int munlock(const void *address, size_t size) {
    (void)address;
    (void)size;
    return 0;
}
