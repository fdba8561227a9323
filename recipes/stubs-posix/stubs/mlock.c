/* Does nothing: memory is never anywhere else. Does not look whether there is any. */
#include <sys/mman.h>

int mlock(const void *address, size_t size) {
    (void)address;
    (void)size;
    return 0;
}
