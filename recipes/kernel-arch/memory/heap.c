/* The heap of kernel_heap_move, and what there is of memory. */
#include <guest/kernel.h>

#include <arch/arch.h>
#include <memory/backing.h>
#include <memory/pages.h>

enum { GRANULE = 16 };

static uint64_t heap_end = ARCH_HEAP, heap_mapped = ARCH_HEAP;

/* Memory stays mapped up to the next page, or large page, behind the end. */
static void give_back(uint64_t end) {
    const uint64_t entry = arch_entry(end);
    uint64_t keep = page_ceiling(end);

    if (entry & ARCH_LARGE)
        keep = (end + LARGE_PAGE_SIZE - 1) & -(uint64_t)LARGE_PAGE_SIZE;
    if (keep >= heap_mapped)
        return;
    backing_unmap(keep, heap_mapped);
    heap_mapped = keep;
}

static long move_heap_end(ptrdiff_t delta) {
    const uint64_t old = heap_end, end = old + (uint64_t)delta;

    if (delta % GRANULE != 0 || (delta < 0 && (end > old || end < ARCH_HEAP)))
        return -KERNEL_EINVAL;
    if (delta > 0 && (end < old || end > ARCH_HEAP_END))
        return -KERNEL_ENOMEM;
    if (end > heap_mapped) {
        if (!backing_map(heap_mapped, page_ceiling(end), RESERVED_PAGES))
            return -KERNEL_ENOMEM;
        heap_mapped = page_ceiling(end);
    }
    if (delta > 0)
        memset((void *)old, 0, (size_t)delta);
    else
        give_back(end);
    heap_end = end;
    return (long)old;
}

long kernel_heap_move(ptrdiff_t delta) {
    long result;

    upcall_memory_lock();
    result = move_heap_end(delta);
    upcall_memory_unlock();
    return result;
}

struct kernel_memory kernel_memory_count(void) {
    return (struct kernel_memory){
        .total = pages_count() * (uint64_t)PAGE_SIZE,
        .unused = pages_unused() * (uint64_t)PAGE_SIZE,
    };
}
