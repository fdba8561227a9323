#include <memory/backing.h>

#include <arch/arch.h>
#include <memory/pages.h>

/* Large pages are used while there are plenty; single pages serve everyone. */
enum { PLENTY_PAGES = 8 * LARGE_PAGE_SIZE / PAGE_SIZE };

static bool map_large_page(uint64_t address) {
    void *page = pages_take_large();

    if (page == NULL)
        return false;
    if (arch_map(address, (uint64_t)page, ARCH_DATA | ARCH_LARGE))
        return true;
    pages_give_large(page);
    return false;
}

static bool map_page(uint64_t address) {
    void *page = pages_take();

    if (page == NULL)
        return false;
    if (arch_map(address, (uint64_t)page, ARCH_DATA))
        return true;
    pages_give(page);
    return false;
}

static bool fits_large_page(uint64_t address, uint64_t end) {
    return address % LARGE_PAGE_SIZE == 0 && end - address >= LARGE_PAGE_SIZE && pages_unused() > PLENTY_PAGES;
}

bool backing_map(uint64_t base, uint64_t end, size_t reserve) {
    if (!pages_suffice((end - base) / PAGE_SIZE, reserve))
        return false;
    for (uint64_t at = base; at < end;) {
        if (fits_large_page(at, end) && map_large_page(at)) {
            at += LARGE_PAGE_SIZE;
        } else if (map_page(at)) {
            at += PAGE_SIZE;
        } else {
            backing_unmap(base, at);
            return false;
        }
    }
    return true;
}

void backing_unmap(uint64_t base, uint64_t end) {
    bool any = false;

    for (uint64_t at = base; at < end;) {
        const uint64_t entry = arch_unmap(at);
        any |= (entry & ARCH_PRESENT) != 0;
        if (entry & ARCH_LARGE) {
            pages_give_large((void *)(entry & ARCH_ADDRESS));
            at += LARGE_PAGE_SIZE;
            continue;
        }
        if (entry != 0)
            pages_give((void *)(entry & ARCH_ADDRESS));
        at = arch_skip_unmapped(at + PAGE_SIZE);
    }
    if (any)
        arch_forget_elsewhere();
}

bool backing_allows(const void *bytes, size_t count, bool write) {
    const uint64_t first = (uint64_t)bytes;
    uint64_t end;

    if (count == 0)
        return true;
    if (__builtin_add_overflow(first, count, &end))
        return false;
    for (uint64_t page = page_floor(first); page < end; page += PAGE_SIZE) {
        const uint64_t entry = arch_entry(page);
        if (entry == 0 ? !upcall_is_growing_stack(page)
                       : !(entry & ARCH_PRESENT) || (write && !(entry & ARCH_WRITABLE)))
            return false;
    }
    return true;
}
