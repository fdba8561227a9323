#include <memory/pages.h>

#include <arch/arch.h>

enum {
    PAGES_IN_LARGE = LARGE_PAGE_SIZE / PAGE_SIZE,
    PAGES_IN_TABLE = 512,
    TABLES_ABOVE = 3,
};

/* A free page or large page, and the link to the next. */
struct free_item {
    struct free_item *next;
};

/* Memory that was never handed out lies in the ranges; what came back, in the lists. So nothing is done for each
 * page. */
static struct arch_lock lock;
static struct ranges fresh;
static struct free_item *free_pages, *free_large_pages;
static size_t unused, count_of_all;

void pages_start(const struct ranges *memory) {
    fresh = *memory;
    for (unsigned i = 0; i < memory->count; i++)
        unused += (memory->range[i].end - memory->range[i].base) / PAGE_SIZE;
    count_of_all = unused;
}

static void *pop(struct free_item **list) {
    struct free_item *item = *list;

    if (item != NULL)
        *list = item->next;
    return item;
}

static void push(struct free_item **list, void *memory) {
    struct free_item *item = memory;

    item->next = *list;
    *list = item;
}

static void *take_fresh_page(void) {
    struct range *lowest = &fresh.range[0];
    void *page;

    if (fresh.count == 0)
        return NULL;
    page = (void *)lowest->base;
    lowest->base += PAGE_SIZE;
    if (lowest->base == lowest->end)
        ranges_align(&fresh, PAGE_SIZE); /* it is empty, and goes */
    return page;
}

static void *break_large_page(void) {
    char *page = pop(&free_large_pages);

    if (page == NULL)
        return NULL;
    for (unsigned i = PAGES_IN_LARGE - 1; i > 0; i--)
        push(&free_pages, page + i * PAGE_SIZE);
    return page;
}

void *pages_take(void) {
    const bool enabled = arch_lock_take(&lock);
    void *page = pop(&free_pages);

    if (page == NULL)
        page = take_fresh_page();
    if (page == NULL)
        page = break_large_page();
    if (page != NULL)
        unused--;
    arch_lock_release(&lock, enabled);
    return page;
}

static void check_page(const void *page, uint64_t size) {
    if ((uint64_t)page % size != 0 || page == NULL)
        arch_panic("free of %p: not the address of a page", page);
}

void pages_give(void *page) {
    check_page(page, PAGE_SIZE);
    const bool enabled = arch_lock_take(&lock);
    push(&free_pages, page);
    unused++;
    arch_lock_release(&lock, enabled);
}

/* From the top, where single pages, which come from the bottom, leave the most whole. */
static void *take_fresh_large_page(void) {
    for (unsigned i = fresh.count; i-- > 0;) {
        const struct range range = fresh.range[i];
        const uint64_t end = range.end & -(uint64_t)LARGE_PAGE_SIZE;
        if (end < LARGE_PAGE_SIZE || end - LARGE_PAGE_SIZE < range.base)
            continue;
        /* What it would split off needs a place in the set. */
        if (end != range.end && end - LARGE_PAGE_SIZE != range.base && fresh.count == RANGES_MAX)
            continue;
        ranges_subtract(&fresh, end - LARGE_PAGE_SIZE, end);
        return (void *)(end - LARGE_PAGE_SIZE);
    }
    return NULL;
}

void *pages_take_large(void) {
    const bool enabled = arch_lock_take(&lock);
    void *page = pop(&free_large_pages);

    if (page == NULL)
        page = take_fresh_large_page();
    if (page != NULL)
        unused -= PAGES_IN_LARGE;
    arch_lock_release(&lock, enabled);
    return page;
}

void pages_give_large(void *page) {
    check_page(page, LARGE_PAGE_SIZE);
    const bool enabled = arch_lock_take(&lock);
    push(&free_large_pages, page);
    unused += PAGES_IN_LARGE;
    arch_lock_release(&lock, enabled);
}

size_t pages_unused(void) {
    return unused;
}

size_t pages_count(void) {
    return count_of_all;
}

bool pages_suffice(size_t pages, size_t reserve) {
    return pages + pages / PAGES_IN_TABLE + TABLES_ABOVE + reserve <= unused;
}
