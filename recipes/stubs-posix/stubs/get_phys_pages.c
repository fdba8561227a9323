/* The pages of the machine's memory. Cannot fail. */
#include <guest/kernel.h>
#include <sys/sysinfo.h>

long get_phys_pages(void) {
    return (long)(kernel_memory_count().total / KERNEL_PAGE_SIZE);
}
