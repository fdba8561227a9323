/*
 * The pool is a range of addresses as large as the machine's memory, of which only the pages in use have memory. The
 * numbers of those that were given back are kept on a stack with room for all, so that giving back never fails.
 */
#include "page_pool.h"

#include <guest/kernel.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uintptr_t base;
static size_t limit, fresh; /* pages that the range has, and that were ever in use */
static uint32_t *returned;
static size_t returned_count, returned_room;

static bool reserve(void) {
    const size_t size = kernel_memory_count().total & -(size_t)KERNEL_PAGE_SIZE;
    const long got = kernel_memory_map(0, size, 0);

    if (got < 0)
        return false;
    base = (uintptr_t)got;
    limit = size / KERNEL_PAGE_SIZE;
    return true;
}

static bool make_room(void) {
    const size_t room = returned_room == 0 ? 64 : returned_room * 2;
    uint32_t *larger;

    if (fresh < returned_room)
        return true;
    larger = realloc(returned, room * sizeof *returned);
    if (larger == NULL)
        return false;
    returned = larger;
    returned_room = room;
    return true;
}

static void *page_of(uint32_t number) {
    return (void *)(base + (uintptr_t)number * KERNEL_PAGE_SIZE);
}

void *stubs_page_new(void) {
    const bool again = returned_count != 0;
    void *page;

    if (base == 0 && !reserve())
        return NULL;
    if (!again && (fresh == limit || !make_room()))
        return NULL;
    page = page_of(again ? returned[returned_count - 1] : (uint32_t)fresh);
    if (kernel_memory_protect((uintptr_t)page, KERNEL_PAGE_SIZE, KERNEL_READ | KERNEL_WRITE) < 0)
        return NULL;
    if (again)
        returned_count--;
    else
        fresh++;
    return page;
}

void stubs_page_free(void *page) {
    const uintptr_t address = (uintptr_t)page;
    long taken = (long)address;

    /* Without memory for a hole in the range the page keeps its own, which is what the next one gets. */
    if (kernel_memory_unmap(address, KERNEL_PAGE_SIZE) == 0)
        taken = kernel_memory_map(address, KERNEL_PAGE_SIZE, 0);
    else
        memset(page, 0, KERNEL_PAGE_SIZE);
    if (taken == (long)address)
        returned[returned_count++] = (uint32_t)((address - base) / KERNEL_PAGE_SIZE);
    else if (taken >= 0)
        kernel_memory_unmap((uintptr_t)taken, KERNEL_PAGE_SIZE); /* another thread has the address now */
}
