/* The memory that the program maps for itself: kernel_memory_map and its kin. */
#include <guest/kernel.h>

#include <arch/arch.h>
#include <memory/backing.h>
#include <memory/pages.h>
#include <memory/small.h>

enum { ALL_ACCESS = KERNEL_READ | KERNEL_WRITE | KERNEL_EXECUTE };

/* Addresses that are taken, ascending and never touching each other. What memory there is behind them, and how it may
 * be used, only the page tables know: a page without an entry is one that never had access. */
struct region {
    uint64_t base, end;
    struct region *next;
};

static struct region *regions;

static uint64_t flags_of(unsigned access) {
    uint64_t flags = access == 0 ? 0 : ARCH_PRESENT;

    if (access & KERNEL_WRITE)
        flags |= ARCH_WRITABLE;
    if (!(access & KERNEL_EXECUTE))
        flags |= ARCH_NO_EXECUTE;
    return flags;
}

static bool is_range(uint64_t address, uint64_t size) {
    return size != 0 && is_page_multiple(address | size) && address >= ARCH_MAPS && address < ARCH_MAPS_END &&
           size <= ARCH_MAPS_END - address;
}

/* The link to the first region that ends above an address. */
static struct region **find_region(uint64_t address) {
    struct region **link = &regions;

    while (*link != NULL && (*link)->end <= address)
        link = &(*link)->next;
    return link;
}

static bool is_unused(uint64_t base, uint64_t end) {
    const struct region *region = *find_region(base);

    return region == NULL || region->base >= end;
}

static bool is_used(uint64_t base, uint64_t end) {
    const struct region *region = *find_region(base);

    return region != NULL && region->base <= base && region->end >= end;
}

/* The lowest address with room, or 0. */
static uint64_t find_room(uint64_t size) {
    const uint64_t alignment = size >= LARGE_PAGE_SIZE ? LARGE_PAGE_SIZE : PAGE_SIZE;
    uint64_t at = ARCH_MAPS;

    for (const struct region *region = regions; region != NULL; region = region->next) {
        if (region->base >= at && region->base - at >= size)
            return at;
        at = (region->end + alignment - 1) & -alignment;
    }
    return at < ARCH_MAPS_END && size <= ARCH_MAPS_END - at ? at : 0;
}

static bool insert_region(uint64_t base, uint64_t end) {
    struct region **link = &regions, *region;

    while (*link != NULL && (*link)->end < base)
        link = &(*link)->next;
    region = *link;
    if (region == NULL || region->base > end) {
        region = small_take(sizeof *region);
        if (region == NULL)
            return false;
        *region = (struct region){base, end, *link};
        *link = region;
        return true;
    }
    if (base < region->base)
        region->base = base;
    if (end > region->end)
        region->end = end;
    if (region->next != NULL && region->next->base == region->end) {
        struct region *next = region->next;
        region->end = next->end;
        region->next = next->next;
        small_give(next);
    }
    return true;
}

/* False, and nothing changed, if a region would become two and there is no memory for the second. */
static bool remove_regions(uint64_t base, uint64_t end) {
    struct region **link = find_region(base), *region;

    while ((region = *link) != NULL && region->base < end) {
        if (region->base < base && region->end > end) {
            struct region *rest = small_take(sizeof *rest);
            if (rest == NULL)
                return false;
            *rest = (struct region){end, region->end, region->next};
            *region = (struct region){region->base, base, rest};
            return true;
        }
        if (region->base < base) {
            region->end = base;
            link = &region->next;
        } else if (region->end > end) {
            region->base = end;
            return true;
        } else {
            *link = region->next;
            small_give(region);
        }
    }
    return true;
}

/* Whether an address is inside a large page, and not at its start. */
static bool is_inside_large_page(uint64_t address) {
    return address % LARGE_PAGE_SIZE != 0 && arch_entry(address) & ARCH_LARGE;
}

static uint64_t frame_of(uint64_t address) {
    return (arch_entry(address) & ARCH_ADDRESS) + (address % LARGE_PAGE_SIZE);
}

/*
 * Let `edge`, an end of a range that is to be unmapped, be one of small pages. If no page is left for their table, it
 * is made of `spare`, a page of the range: giving memory back never fails for lack of memory.
 */
static void split_to_unmap(uint64_t edge, uint64_t spare) {
    void *table;

    if (!is_inside_large_page(edge))
        return;
    table = pages_take();
    if (table != NULL) {
        arch_split(edge, table);
        return;
    }
    table = (void *)frame_of(spare);
    arch_split(edge, table);
    arch_unmap(spare);
}

static bool split_to_protect(uint64_t edge) {
    void *table;

    if (!is_inside_large_page(edge))
        return true;
    table = pages_take();
    if (table == NULL)
        return false;
    arch_split(edge, table);
    return true;
}

static uint64_t next_page(uint64_t at) {
    return arch_entry(at) & ARCH_LARGE ? at + LARGE_PAGE_SIZE : at + PAGE_SIZE;
}

static void protect_pages(uint64_t base, uint64_t end, uint64_t flags) {
    for (uint64_t at = base; at < end; at = arch_skip_unmapped(next_page(at)))
        arch_protect(at, flags);
    arch_forget_elsewhere();
}

/* Put memory behind pages that have none; nobody sees it before it is protected otherwise. */
static bool back_pages(uint64_t base, uint64_t end) {
    size_t missing = 0;

    for (uint64_t at = base; at < end && missing <= pages_unused(); at = next_page(at))
        missing += arch_entry(at) == 0;
    if (missing != 0 && !pages_suffice(missing, RESERVED_PAGES))
        return false;
    for (uint64_t at = base; missing != 0 && at < end; at = next_page(at)) {
        if (arch_entry(at) != 0)
            continue;
        void *page = pages_take();
        if (page == NULL)
            return false;
        __builtin_memset(page, 0, PAGE_SIZE);
        if (!arch_map(at, (uint64_t)page, flags_of(0))) {
            pages_give(page);
            return false;
        }
        missing--;
    }
    return true;
}

static bool map_zeroed(uint64_t base, uint64_t end, unsigned access) {
    if (access == 0)
        return true;
    if (!backing_map(base, end, RESERVED_PAGES))
        return false;
    memset((void *)base, 0, end - base);
    if (flags_of(access) != ARCH_DATA)
        protect_pages(base, end, flags_of(access));
    return true;
}

static long map(uint64_t address, uint64_t size, unsigned access) {
    if (!is_range(address, size) || !is_unused(address, address + size))
        address = find_room(size);
    if (address == 0 || !map_zeroed(address, address + size, access))
        return -KERNEL_ENOMEM;
    if (insert_region(address, address + size))
        return (long)address;
    backing_unmap(address, address + size);
    return -KERNEL_ENOMEM;
}

long kernel_memory_map(uintptr_t address, size_t size, unsigned access) {
    long result;

    if (size == 0 || !is_page_multiple(size) || access & ~(unsigned)ALL_ACCESS)
        return -KERNEL_EINVAL;
    if (size > ARCH_MAPS_END - ARCH_MAPS)
        return -KERNEL_ENOMEM;
    upcall_memory_lock();
    result = map(address, size, access);
    upcall_memory_unlock();
    return result;
}

int kernel_memory_unmap(uintptr_t address, size_t size) {
    int result = -KERNEL_ENOMEM;

    if (!is_range(address, size))
        return -KERNEL_EINVAL;
    upcall_memory_lock();
    if (remove_regions(address, address + size)) {
        split_to_unmap(address, address);
        split_to_unmap(address + size, address + size - PAGE_SIZE);
        backing_unmap(address, address + size);
        result = 0;
    }
    upcall_memory_unlock();
    return result;
}

static bool protect(uint64_t base, uint64_t end, unsigned access) {
    if (!is_used(base, end))
        return false;
    if (access != 0 && !back_pages(base, end))
        return false;
    if (!split_to_protect(base) || !split_to_protect(end))
        return false;
    protect_pages(base, end, flags_of(access));
    return true;
}

int kernel_memory_protect(uintptr_t address, size_t size, unsigned access) {
    bool done;

    if (access & ~(unsigned)ALL_ACCESS || !is_page_multiple(address | size))
        return -KERNEL_EINVAL;
    if (!is_range(address, size))
        return -KERNEL_ENOMEM;
    upcall_memory_lock();
    done = protect(address, address + size, access);
    upcall_memory_unlock();
    return done ? 0 : -KERNEL_ENOMEM;
}
