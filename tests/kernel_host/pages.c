/* The page allocator over real memory: no page twice, none lost. */
#include <memory/pages.h>

#include <arch/arch.h>

#include "host.h"

enum { LARGE = 3, MEMORY = LARGE * LARGE_PAGE_SIZE + 5 * PAGE_SIZE, PAGES = MEMORY / PAGE_SIZE };

static char *memory;
static char owned[PAGES];

static void own(const void *page, size_t size) {
    const size_t first = (size_t)((const char *)page - memory) / PAGE_SIZE;

    CHECK((uintptr_t)page % size == 0 && (const char *)page >= memory &&
          (const char *)page + size <= memory + MEMORY);
    for (size_t i = first; i < first + size / PAGE_SIZE; i++)
        CHECK(owned[i]++ == 0);
    memset((void *)page, 0xff, size);
}

static void disown(const void *page, size_t size) {
    memset(owned + ((const char *)page - memory) / PAGE_SIZE, 0, size / PAGE_SIZE);
}

static size_t take_all(void **page) {
    size_t count = 0;

    while ((page[count] = pages_take()) != NULL)
        own(page[count++], PAGE_SIZE);
    CHECK(pages_unused() == 0 && pages_take_large() == NULL);
    return count;
}

/* ---- Pages, large pages and runs at random ---- */

enum { ITEMS = 60, ROUNDS = 20000 };

static struct {
    char *at;
    size_t size; /* PAGE_SIZE, LARGE_PAGE_SIZE, or a run's */
    int kind;
} item[ITEMS];

/* Whether the model has a place: nobody's pages in one piece, at such an address. */
static bool is_place(size_t size, size_t alignment) {
    for (size_t first = 0; first + size / PAGE_SIZE <= PAGES; first++) {
        if (((uintptr_t)memory + first * PAGE_SIZE) % alignment == 0 &&
            memchr(owned + first, 1, size / PAGE_SIZE) == NULL)
            return true;
    }
    return false;
}

static void take_item(int i) {
    const size_t size = PAGE_SIZE * (size_t)(1 + rand() % 300), alignment = (size_t)PAGE_SIZE << rand() % 10;

    item[i].kind = rand() % 3;
    item[i].size = item[i].kind == 0 ? PAGE_SIZE : item[i].kind == 1 ? LARGE_PAGE_SIZE : size;
    item[i].at = item[i].kind == 0   ? pages_take()
                 : item[i].kind == 1 ? pages_take_large()
                                     : pages_take_run(size, alignment, UINT64_MAX);
    if (item[i].at == NULL) {
        CHECK(item[i].kind == 1 || !is_place(item[i].size, item[i].kind == 0 ? PAGE_SIZE : alignment));
        return;
    }
    for (size_t page = 0; page < item[i].size / PAGE_SIZE; page++)
        own(item[i].at + page * PAGE_SIZE, PAGE_SIZE);
    CHECK(item[i].kind == 0 || (uintptr_t)item[i].at % (item[i].kind == 1 ? LARGE_PAGE_SIZE : alignment) == 0);
}

static void give_item(int i) {
    disown(item[i].at, item[i].size);
    if (item[i].kind == 0)
        pages_give(item[i].at);
    else if (item[i].kind == 1)
        pages_give_large(item[i].at);
    else
        pages_give_run(item[i].at, item[i].size);
    item[i].at = NULL;
}

static void nothing_is_lost_or_twice(const struct ranges *ranges) {
    memset(owned, 0, sizeof owned);
    owned[100] = owned[101] = 1; /* the hole */
    pages_start(ranges);
    for (int round = 0; round < ROUNDS; round++) {
        const int i = rand() % ITEMS;
        size_t left = 0;
        if (item[i].at == NULL)
            take_item(i);
        else
            give_item(i);
        for (size_t page = 0; round % 64 == 0 && page < PAGES; page++)
            left += owned[page] == 0;
        CHECK(round % 64 != 0 || left == pages_unused());
    }
    for (int i = 0; i < ITEMS; i++) {
        if (item[i].at != NULL)
            give_item(i);
    }
    CHECK(pages_unused() == PAGES - 2);
    CHECK(pages_take_run((PAGES - 102) * (size_t)PAGE_SIZE, PAGE_SIZE, UINT64_MAX) == memory + 102 * PAGE_SIZE);
    CHECK(pages_take_run(100 * (size_t)PAGE_SIZE, PAGE_SIZE, UINT64_MAX) == memory && pages_unused() == 0);
}

int main(void) {
    struct ranges ranges = {0};
    void *large[LARGE + 1], *page[PAGES + 1];
    size_t count;

    /* Two pages below a boundary of large pages, three above, and a hole of two pages in the midst. */
    memory = aligned_alloc(LARGE_PAGE_SIZE, (LARGE + 2) * (size_t)LARGE_PAGE_SIZE);
    memory += LARGE_PAGE_SIZE - 2 * PAGE_SIZE;
    ranges_add(&ranges, (uint64_t)memory, (uint64_t)memory + MEMORY);
    ranges_subtract(&ranges, (uint64_t)memory + 100 * PAGE_SIZE, (uint64_t)memory + 102 * PAGE_SIZE);
    pages_start(&ranges);
    CHECK(pages_unused() == PAGES - 2);

    count = take_all(page);
    CHECK(count == PAGES - 2 && owned[100] == 0 && owned[101] == 0);
    for (size_t i = 0; i < count; i++)
        disown(page[i], PAGE_SIZE), pages_give(page[i]);
    CHECK(pages_unused() == PAGES - 2);
    CHECK(take_all(page) == count);
    for (size_t i = 0; i < count; i++)
        disown(page[i], PAGE_SIZE);

    /* Fresh again: the whole large pages, then single pages, for which a large one is broken. */
    memset(owned, 0, sizeof owned);
    pages_start(&ranges);
    for (count = 0; (large[count] = pages_take_large()) != NULL; count++)
        own(large[count], LARGE_PAGE_SIZE);
    CHECK(count == LARGE - 1);
    disown(large[0], LARGE_PAGE_SIZE);
    pages_give_large(large[0]);
    CHECK(pages_take_large() == large[0]);
    pages_give_large(large[0]);
    CHECK(take_all(page) == PAGES - 2 - LARGE_PAGE_SIZE / PAGE_SIZE);

    CHECK(PANICS(pages_give(memory + 1)) && PANICS(pages_give(NULL)) && PANICS(pages_give_large(memory)));
    srand(1);
    nothing_is_lost_or_twice(&ranges);
    CHECK(host_interrupts);
    return 0;
}
