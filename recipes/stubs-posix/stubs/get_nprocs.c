/* The processors that run threads. Cannot fail. */
#include <guest/kernel.h>
#include <sys/sysinfo.h>

int get_nprocs(void) {
    return (int)kernel_processor_count();
}
