/*
 * How large the heap may become where no `-M` says so: a guest has its machine's memory and no more, neither swap
 * space nor anybody to end it. The rules are those of resizeGenerations() in sm/GC.c, which this is a part of, but
 * large objects, which are not copied, count once.
 */
#include "PosixSource.h"
#include "Rts.h"

#include "Capability.h"
#include "Schedule.h"

#include "machine.h"

#include <unistd.h>

enum {
    /* For marks, for the collector's own lists, and for what becomes of HeapOverflow. */
    PART_SPARED = 16,
    /* Besides that of allocation: what lives of it, and twice that by which a generation is seen too late. */
    AREAS = 3,
};

static W_ less(W_ blocks, W_ other) {
    return blocks > other ? blocks - other : 0;
}

static W_ blocks_of_machine(void) {
    const W_ unused = (W_)sysconf(_SC_AVPHYS_PAGES) * getPageSize() / MBLOCK_SIZE;

    return (mblocks_allocated + unused) * BLOCKS_PER_MBLOCK;
}

W_ sizeOnMachine(W_ size) {
    generation *gen = oldest_gen;
    const W_ area = RtsFlags.GcFlags.minAllocAreaSize * (W_)n_capabilities;
    const W_ others = gen->n_large_blocks + gen->n_compact_blocks;
    const W_ all = less(blocks_of_machine(), others + area);
    const W_ room = all - all / PART_SPARED;
    W_ most = room;

    if (RtsFlags.GcFlags.generations != 2 || RtsFlags.GcFlags.useNonmoving)
        return size;
    if (!gen->mark && gen->n_blocks > room * RtsFlags.GcFlags.compactThreshold / 100)
        gen->mark = gen->compact = 1;
    if (!gen->mark)
        most = stg_max(less(room, AREAS * area) / 2, area);
    if (gen->n_blocks > room)
        heap_overflow = true;
    return stg_min(size, others + most);
}
