/* Physical memory in pages, and ranges of addresses that are backed with them. */
#ifndef GEEKOS_MEM_H
#define GEEKOS_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <portable/ranges.h>

enum {
    PAGE_SIZE = 0x1000,
    LARGE_PAGE_SIZE = 0x200000,
    /* What the program takes leaves so many pages to stacks and page tables. */
    RESERVED_PAGES = 32,
};

/* Hand all of this memory to the page allocator, in pages at their physical addresses. */
void Init_Mem(const struct ranges *memory);

/* A page, whatever it holds; a null pointer if none is left. May be called from interrupt handlers. */
void *Alloc_Page(void);

/* Give a page back. Panics if the address is not that of a page. */
void Free_Page(void *page);

/* The same for 2 MiB that are aligned to 2 MiB. */
void *Alloc_Large_Page(void);
void Free_Large_Page(void *page);

/* How many pages are left, those in large pages included. */
size_t Count_Free_Pages(void);

/* How many pages there are. */
size_t Count_All_Pages(void);

static inline bool Is_Page_Multiple(uint64_t address) {
    return address % PAGE_SIZE == 0;
}

static inline uint64_t Round_Down_To_Page(uint64_t address) {
    return address & -(uint64_t)PAGE_SIZE;
}

static inline uint64_t Round_Up_To_Page(uint64_t address) {
    return Round_Down_To_Page(address + PAGE_SIZE - 1);
}

/* Whether there are so many pages, with page tables for them, and `reserve` more. */
bool Are_Pages_Free(size_t pages, size_t reserve);

/*
 * Back [base, end), page aligned and so far unmapped, with pages of unknown content; readable, writable, not
 * executable. False, and nothing changed, if fewer than `reserve` pages would be left.
 */
bool Map_Range(uint64_t base, uint64_t end, size_t reserve);

/* Take the pages of [base, end) away again; what is not mapped is passed over. */
void Unmap_Range(uint64_t base, uint64_t end);

/* Whether all of `count` bytes may be read, or written if `write`, by the current thread. */
bool Is_Accessible(const void *bytes, size_t count, bool write);

#endif
