#include "volume.h"

#include "node.h"

#include <guest/kernel.h>
#include <limits.h>

int stubs_volume(struct statvfs *volume) {
    const struct kernel_memory memory = kernel_memory_count();
    const fsblkcnt_t unused = memory.unused / KERNEL_PAGE_SIZE;

    *volume = (struct statvfs){
        .f_bsize = KERNEL_PAGE_SIZE,
        .f_frsize = KERNEL_PAGE_SIZE,
        .f_blocks = memory.total / KERNEL_PAGE_SIZE,
        .f_bfree = unused,
        .f_bavail = unused,
        .f_files = NODES,
        .f_ffree = NODES - stubs_node_count(),
        .f_favail = NODES - stubs_node_count(),
        .f_fsid = 1,
        .f_namemax = NAME_MAX,
    };
    return 0;
}
