/* Physical memory in pages. May be used from interrupt handlers. */
#ifndef MEMORY_PAGES_H
#define MEMORY_PAGES_H

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

/* Hand all of this memory out, in pages at their physical addresses. */
void pages_start(const struct ranges *memory);

/* A page, whatever it holds; a null pointer if none is left. */
void *pages_take(void);

/* Give a page back. Panics if the address is not that of a page. */
void pages_give(void *page);

/* The same for 2 MiB that are aligned to 2 MiB. */
void *pages_take_large(void);
void pages_give_large(void *page);

/*
 * The same for a run of `size` bytes, whole pages, at a multiple of `alignment` (a power of two, a page at least),
 * that ends at `limit` or below. What came back in pages is sorted if it has to be: that takes its time, with
 * interrupts off.
 */
void *pages_take_run(uint64_t size, uint64_t alignment, uint64_t limit);
void pages_give_run(void *run, uint64_t size);

/* What was never handed out, or came back in runs. */
void pages_fresh(struct ranges *copy);
uint64_t pages_lowest_fresh(void);

/* How many pages are left, those in large pages included; and how many there are. */
size_t pages_unused(void);
size_t pages_count(void);

/* Whether there are so many pages, with page tables for them, and `reserve` more. */
bool pages_suffice(size_t pages, size_t reserve);

static inline bool is_page_multiple(uint64_t address) {
    return address % PAGE_SIZE == 0;
}

static inline uint64_t page_floor(uint64_t address) {
    return address & -(uint64_t)PAGE_SIZE;
}

static inline uint64_t page_ceiling(uint64_t address) {
    return page_floor(address + PAGE_SIZE - 1);
}

/* For more than a page: what gcc makes of __builtin_memset in code that is to be small goes byte by byte. */
void *memset(void *to, int value, size_t count);

#endif
