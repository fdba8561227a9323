#include <memory/pages.h>

#include <arch/arch.h>
#include <memory/runs.h>

enum {
    PAGES_IN_LARGE = LARGE_PAGE_SIZE / PAGE_SIZE,
    PAGES_IN_TABLE = 512,
    TABLES_ABOVE = 3,
};

/* Memory that was never handed out, or came back as runs, lies in the ranges; what came back in pages, in the lists.
 * So nothing is done for each page. */
static struct arch_lock lock;
static struct ranges fresh;
static struct free_run *free_pages, *free_large_pages;
static size_t unused, count_of_all;

void pages_start(const struct ranges *memory) {
    fresh = *memory;
    for (unsigned i = 0; i < memory->count; i++)
        unused += (memory->range[i].end - memory->range[i].base) / PAGE_SIZE;
    count_of_all = unused;
}

/* The last page of the first run, which there is. */
static void *pop_page(void) {
    struct free_run *run = free_pages;

    run->size -= PAGE_SIZE;
    if (run->size == 0)
        free_pages = run->next;
    return (char *)run + run->size;
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

static void break_large_page(void) {
    void *page = run_pop(&free_large_pages);

    if (page != NULL)
        run_push(&free_pages, (uint64_t)page, LARGE_PAGE_SIZE);
}

void *pages_take(void) {
    const bool enabled = arch_lock_take(&lock);
    void *page;

    if (free_pages == NULL && fresh.count == 0)
        break_large_page();
    page = free_pages != NULL ? pop_page() : take_fresh_page();
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
    run_push(&free_pages, (uint64_t)page, PAGE_SIZE);
    unused++;
    arch_lock_release(&lock, enabled);
}

/* From the top, where single pages, which come from the bottom, leave the most whole. */
static void *take_fresh(uint64_t size, uint64_t alignment, uint64_t limit) {
    for (unsigned i = fresh.count; i-- > 0;) {
        const struct range range = fresh.range[i];
        const uint64_t at = ranges_place(range, size, alignment, limit);
        if (at == 0)
            continue;
        /* What it would split off needs a place in the set. */
        if (at != range.base && at + size != range.end && fresh.count == RANGES_MAX)
            continue;
        ranges_subtract(&fresh, at, at + size);
        return (void *)at;
    }
    return NULL;
}

void *pages_take_large(void) {
    const bool enabled = arch_lock_take(&lock);
    void *page = run_pop(&free_large_pages);

    if (page == NULL)
        page = take_fresh(LARGE_PAGE_SIZE, LARGE_PAGE_SIZE, UINT64_MAX);
    if (page != NULL)
        unused -= PAGES_IN_LARGE;
    arch_lock_release(&lock, enabled);
    return page;
}

void pages_give_large(void *page) {
    check_page(page, LARGE_PAGE_SIZE);
    const bool enabled = arch_lock_take(&lock);
    run_push(&free_large_pages, (uint64_t)page, LARGE_PAGE_SIZE);
    unused += PAGES_IN_LARGE;
    arch_lock_release(&lock, enabled);
}

/* ---- Runs ---- */

/* Whole large pages are that again. */
static void scatter(uint64_t base, uint64_t end) {
    uint64_t at = (base + LARGE_PAGE_SIZE - 1) & -(uint64_t)LARGE_PAGE_SIZE;

    if (at > end)
        at = end;
    if (at != base)
        run_push(&free_pages, base, at - base);
    for (; end - at >= LARGE_PAGE_SIZE; at += LARGE_PAGE_SIZE)
        run_push(&free_large_pages, at, LARGE_PAGE_SIZE);
    if (at != end)
        run_push(&free_pages, at, end - at);
}

/* Give a run to the ranges that touch it; also if none does, while there are places for it. */
static bool make_fresh(struct range run, unsigned places) {
    return (fresh.count < places || ranges_touch(&fresh, run)) && ranges_add(&fresh, run.base, run.end);
}

/* What came back in pages makes ranges larger; and where a run would do by itself, it becomes one. */
static void gather_for(uint64_t size, uint64_t alignment, uint64_t limit) {
    struct free_run *runs = runs_gather(free_pages, free_large_pages);

    free_pages = free_large_pages = NULL;
    while (runs != NULL) {
        const struct free_run *run = run_pop(&runs);
        const struct range range = {(uint64_t)run, (uint64_t)run + run->size};
        const bool fits = ranges_place(range, size, alignment, limit) != 0;
        if (!make_fresh(range, fits ? RANGES_MAX - 1 : 0))
            scatter(range.base, range.end);
    }
}

void *pages_take_run(uint64_t size, uint64_t alignment, uint64_t limit) {
    const bool enabled = arch_lock_take(&lock);
    void *run = take_fresh(size, alignment, limit);

    if (run == NULL && size / PAGE_SIZE <= unused) {
        gather_for(size, alignment, limit);
        run = take_fresh(size, alignment, limit);
    }
    if (run != NULL)
        unused -= size / PAGE_SIZE;
    arch_lock_release(&lock, enabled);
    return run;
}

void pages_give_run(void *run, uint64_t size) {
    const struct range range = {(uint64_t)run, (uint64_t)run + size};

    const bool enabled = arch_lock_take(&lock);
    if (!make_fresh(range, RANGES_MAX / 2))
        scatter(range.base, range.end);
    unused += size / PAGE_SIZE;
    arch_lock_release(&lock, enabled);
}

void pages_fresh(struct ranges *copy) {
    const bool enabled = arch_lock_take(&lock);

    *copy = fresh;
    arch_lock_release(&lock, enabled);
}

uint64_t pages_lowest_fresh(void) {
    return fresh.count == 0 ? UINT64_MAX : fresh.range[0].base;
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
