/* The memory that the program maps for itself: kernel_memory_map and its kin. */
#include <guest/kernel.h>

#include <arch/arch.h>
#include <geekos/malloc.h>
#include <geekos/mem.h>
#include <geekos/synch.h>

enum { ALL_ACCESS = KERNEL_READ | KERNEL_WRITE | KERNEL_EXECUTE };

/* Addresses that are taken, ascending and never touching each other. What memory there is behind them, and how it may
 * be used, only the page tables know: a page without an entry is one that never had access. */
struct Region {
    uint64_t base, end;
    struct Region *next;
};

static struct Mutex s_mapsMutex;
static struct Region *s_regions;

static uint64_t Flags_Of(unsigned access) {
    uint64_t flags = access == 0 ? 0 : ARCH_PRESENT;

    if (access & KERNEL_WRITE)
        flags |= ARCH_WRITABLE;
    if (!(access & KERNEL_EXECUTE))
        flags |= ARCH_NO_EXECUTE;
    return flags;
}

static bool Is_Range(uint64_t address, uint64_t size) {
    return size != 0 && Is_Page_Multiple(address | size) && address >= ARCH_MAPS && address < ARCH_MAPS_END &&
           size <= ARCH_MAPS_END - address;
}

/* The link to the first region that ends above an address. */
static struct Region **Find_Region(uint64_t address) {
    struct Region **link = &s_regions;

    while (*link != NULL && (*link)->end <= address)
        link = &(*link)->next;
    return link;
}

static bool Is_Unused(uint64_t base, uint64_t end) {
    const struct Region *region = *Find_Region(base);

    return region == NULL || region->base >= end;
}

static bool Is_Used(uint64_t base, uint64_t end) {
    const struct Region *region = *Find_Region(base);

    return region != NULL && region->base <= base && region->end >= end;
}

/* The lowest address with room, or 0. */
static uint64_t Find_Room(uint64_t size) {
    const uint64_t alignment = size >= LARGE_PAGE_SIZE ? LARGE_PAGE_SIZE : PAGE_SIZE;
    uint64_t at = ARCH_MAPS;

    for (const struct Region *region = s_regions; region != NULL; region = region->next) {
        if (region->base >= at && region->base - at >= size)
            return at;
        at = (region->end + alignment - 1) & -alignment;
    }
    return at < ARCH_MAPS_END && size <= ARCH_MAPS_END - at ? at : 0;
}

static bool Insert_Region(uint64_t base, uint64_t end) {
    struct Region **link = &s_regions, *region;

    while (*link != NULL && (*link)->end < base)
        link = &(*link)->next;
    region = *link;
    if (region == NULL || region->base > end) {
        region = Malloc(sizeof *region);
        if (region == NULL)
            return false;
        *region = (struct Region){base, end, *link};
        *link = region;
        return true;
    }
    if (base < region->base)
        region->base = base;
    if (end > region->end)
        region->end = end;
    if (region->next != NULL && region->next->base == region->end) {
        struct Region *next = region->next;
        region->end = next->end;
        region->next = next->next;
        Free(next);
    }
    return true;
}

/* False, and nothing changed, if a region would become two and there is no memory for the second. */
static bool Remove_Regions(uint64_t base, uint64_t end) {
    struct Region **link = Find_Region(base), *region;

    while ((region = *link) != NULL && region->base < end) {
        if (region->base < base && region->end > end) {
            struct Region *rest = Malloc(sizeof *rest);
            if (rest == NULL)
                return false;
            *rest = (struct Region){end, region->end, region->next};
            *region = (struct Region){region->base, base, rest};
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
            Free(region);
        }
    }
    return true;
}

/* Whether an address is inside a large page, and not at its start. */
static bool Is_Inside_Large_Page(uint64_t address) {
    return address % LARGE_PAGE_SIZE != 0 && arch_entry(address) & ARCH_LARGE;
}

static uint64_t Frame_Of(uint64_t address) {
    return (arch_entry(address) & ARCH_ADDRESS) + (address % LARGE_PAGE_SIZE);
}

/*
 * Let `edge`, an end of a range that is to be unmapped, be one of small pages. If no page is left for their table, it
 * is made of `spare`, a page of the range: giving memory back never fails for lack of memory.
 */
static void Split_To_Unmap(uint64_t edge, uint64_t spare) {
    void *table;

    if (!Is_Inside_Large_Page(edge))
        return;
    table = Alloc_Page();
    if (table != NULL) {
        arch_split(edge, table);
        return;
    }
    table = (void *)Frame_Of(spare);
    arch_split(edge, table);
    arch_unmap(spare);
}

static bool Split_To_Protect(uint64_t edge) {
    void *table;

    if (!Is_Inside_Large_Page(edge))
        return true;
    table = Alloc_Page();
    if (table == NULL)
        return false;
    arch_split(edge, table);
    return true;
}

static uint64_t Next_Page(uint64_t at) {
    return arch_entry(at) & ARCH_LARGE ? at + LARGE_PAGE_SIZE : at + PAGE_SIZE;
}

static void Protect_Pages(uint64_t base, uint64_t end, uint64_t flags) {
    for (uint64_t at = base; at < end; at = arch_skip_unmapped(Next_Page(at)))
        arch_protect(at, flags);
}

/* Put memory behind pages that have none; nobody sees it before it is protected otherwise. */
static bool Back_Pages(uint64_t base, uint64_t end) {
    size_t missing = 0;

    for (uint64_t at = base; at < end && missing <= Count_Free_Pages(); at = Next_Page(at))
        missing += arch_entry(at) == 0;
    if (missing != 0 && !Are_Pages_Free(missing, RESERVED_PAGES))
        return false;
    for (uint64_t at = base; missing != 0 && at < end; at = Next_Page(at)) {
        if (arch_entry(at) != 0)
            continue;
        void *page = Alloc_Page();
        if (page == NULL)
            return false;
        __builtin_memset(page, 0, PAGE_SIZE);
        if (!arch_map(at, (uint64_t)page, Flags_Of(0))) {
            Free_Page(page);
            return false;
        }
        missing--;
    }
    return true;
}

static bool Map_Zeroed(uint64_t base, uint64_t end, unsigned access) {
    if (access == 0)
        return true;
    if (!Map_Range(base, end, RESERVED_PAGES))
        return false;
    __builtin_memset((void *)base, 0, end - base);
    if (Flags_Of(access) != ARCH_DATA)
        Protect_Pages(base, end, Flags_Of(access));
    return true;
}

static long Map(uint64_t address, uint64_t size, unsigned access) {
    if (!Is_Range(address, size) || !Is_Unused(address, address + size))
        address = Find_Room(size);
    if (address == 0 || !Map_Zeroed(address, address + size, access))
        return -KERNEL_ENOMEM;
    if (Insert_Region(address, address + size))
        return (long)address;
    Unmap_Range(address, address + size);
    return -KERNEL_ENOMEM;
}

long kernel_memory_map(uintptr_t address, size_t size, unsigned access) {
    long result;

    if (size == 0 || !Is_Page_Multiple(size) || access & ~(unsigned)ALL_ACCESS)
        return -KERNEL_EINVAL;
    if (size > ARCH_MAPS_END - ARCH_MAPS)
        return -KERNEL_ENOMEM;
    Mutex_Lock(&s_mapsMutex);
    result = Map(address, size, access);
    Mutex_Unlock(&s_mapsMutex);
    return result;
}

int kernel_memory_unmap(uintptr_t address, size_t size) {
    int result = -KERNEL_ENOMEM;

    if (!Is_Range(address, size))
        return -KERNEL_EINVAL;
    Mutex_Lock(&s_mapsMutex);
    if (Remove_Regions(address, address + size)) {
        Split_To_Unmap(address, address);
        Split_To_Unmap(address + size, address + size - PAGE_SIZE);
        Unmap_Range(address, address + size);
        result = 0;
    }
    Mutex_Unlock(&s_mapsMutex);
    return result;
}

static bool Protect(uint64_t base, uint64_t end, unsigned access) {
    if (!Is_Used(base, end))
        return false;
    if (access != 0 && !Back_Pages(base, end))
        return false;
    if (!Split_To_Protect(base) || !Split_To_Protect(end))
        return false;
    Protect_Pages(base, end, Flags_Of(access));
    return true;
}

int kernel_memory_protect(uintptr_t address, size_t size, unsigned access) {
    bool done;

    if (access & ~(unsigned)ALL_ACCESS || !Is_Page_Multiple(address | size))
        return -KERNEL_EINVAL;
    if (!Is_Range(address, size))
        return -KERNEL_ENOMEM;
    Mutex_Lock(&s_mapsMutex);
    done = Protect(address, address + size, access);
    Mutex_Unlock(&s_mapsMutex);
    return done ? 0 : -KERNEL_ENOMEM;
}
