/* Ranges of addresses backed with pages. */
#include <geekos/int.h>
#include <geekos/kthread.h>
#include <geekos/mem.h>

enum {
    /* Large pages are used while there are plenty; single pages serve everyone. */
    PLENTY_PAGES = 8 * LARGE_PAGE_SIZE / PAGE_SIZE,
    PAGES_IN_TABLE = 512,
    TABLES_ABOVE = 3,
};

void *upcall_page(void) {
    return Alloc_Page();
}

static bool Map_Large_Page(uint64_t address) {
    void *page = Alloc_Large_Page();

    if (page == NULL)
        return false;
    if (arch_map(address, (uint64_t)page, ARCH_DATA | ARCH_LARGE))
        return true;
    Free_Large_Page(page);
    return false;
}

static bool Map_Page(uint64_t address) {
    void *page = Alloc_Page();

    if (page == NULL)
        return false;
    if (arch_map(address, (uint64_t)page, ARCH_DATA))
        return true;
    Free_Page(page);
    return false;
}

static bool Fits_Large_Page(uint64_t address, uint64_t end) {
    return address % LARGE_PAGE_SIZE == 0 && end - address >= LARGE_PAGE_SIZE && Count_Free_Pages() > PLENTY_PAGES;
}

bool Are_Pages_Free(size_t pages, size_t reserve) {
    return pages + pages / PAGES_IN_TABLE + TABLES_ABOVE + reserve <= Count_Free_Pages();
}

bool Map_Range(uint64_t base, uint64_t end, size_t reserve) {
    if (!Are_Pages_Free((end - base) / PAGE_SIZE, reserve))
        return false;
    for (uint64_t at = base; at < end;) {
        if (Fits_Large_Page(at, end) && Map_Large_Page(at)) {
            at += LARGE_PAGE_SIZE;
        } else if (Map_Page(at)) {
            at += PAGE_SIZE;
        } else {
            Unmap_Range(base, at);
            return false;
        }
    }
    return true;
}

void Unmap_Range(uint64_t base, uint64_t end) {
    for (uint64_t at = base; at < end;) {
        const uint64_t entry = arch_unmap(at);
        if (entry & ARCH_LARGE) {
            Free_Large_Page((void *)(entry & ARCH_ADDRESS));
            at += LARGE_PAGE_SIZE;
            continue;
        }
        if (entry != 0)
            Free_Page((void *)(entry & ARCH_ADDRESS));
        at = arch_skip_unmapped(at + PAGE_SIZE);
    }
}

bool Is_Accessible(const void *bytes, size_t count, bool write) {
    const uint64_t first = (uint64_t)bytes;
    uint64_t end;

    if (count == 0)
        return true;
    if (__builtin_add_overflow(first, count, &end))
        return false;
    for (uint64_t page = Round_Down_To_Page(first); page < end; page += PAGE_SIZE) {
        const uint64_t entry = arch_entry(page);
        if (entry == 0 ? !Is_On_Stack(page) : !(entry & ARCH_PRESENT) || (write && !(entry & ARCH_WRITABLE)))
            return false;
    }
    return true;
}
