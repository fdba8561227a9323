/* The size of a page: 4096 bytes. Cannot fail. */
#include <guest/kernel.h>
#include <unistd.h>

int getpagesize(void) {
    return KERNEL_PAGE_SIZE;
}
