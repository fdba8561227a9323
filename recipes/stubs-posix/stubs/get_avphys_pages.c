/* The pages of memory that nobody has taken. Cannot fail. */
#include <guest/kernel.h>
#include <sys/sysinfo.h>

long get_avphys_pages(void) {
    return (long)(kernel_memory_count().unused / KERNEL_PAGE_SIZE);
}
