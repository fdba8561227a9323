#include <geekos/mem.h>

#include <geekos/int.h>

enum { PAGES_IN_LARGE = LARGE_PAGE_SIZE / PAGE_SIZE };

/* A free page or large page, and the link to the next. */
struct Free_Item {
    struct Free_Item *next;
};

/* Memory that was never handed out lies in the ranges; what came back, in the lists. So nothing is done for each
 * page. */
static struct ranges s_fresh;
static struct Free_Item *s_freePages, *s_freeLargePages;
static size_t s_freePageCount, s_pageCount;

void Init_Mem(const struct ranges *memory) {
    s_fresh = *memory;
    for (unsigned i = 0; i < memory->count; i++)
        s_freePageCount += (memory->range[i].end - memory->range[i].base) / PAGE_SIZE;
    s_pageCount = s_freePageCount;
}

static void *Pop(struct Free_Item **list) {
    struct Free_Item *item = *list;

    if (item != NULL)
        *list = item->next;
    return item;
}

static void Push(struct Free_Item **list, void *memory) {
    struct Free_Item *item = memory;

    item->next = *list;
    *list = item;
}

static void *Take_Fresh_Page(void) {
    struct range *lowest = &s_fresh.range[0];
    void *page;

    if (s_fresh.count == 0)
        return NULL;
    page = (void *)lowest->base;
    lowest->base += PAGE_SIZE;
    if (lowest->base == lowest->end)
        ranges_align(&s_fresh, PAGE_SIZE); /* it is empty, and goes */
    return page;
}

static void *Break_Large_Page(void) {
    char *page = Pop(&s_freeLargePages);

    if (page == NULL)
        return NULL;
    for (unsigned i = PAGES_IN_LARGE - 1; i > 0; i--)
        Push(&s_freePages, page + i * PAGE_SIZE);
    return page;
}

void *Alloc_Page(void) {
    const bool atomic = Begin_Int_Atomic();
    void *page = Pop(&s_freePages);

    if (page == NULL)
        page = Take_Fresh_Page();
    if (page == NULL)
        page = Break_Large_Page();
    if (page != NULL)
        s_freePageCount--;
    End_Int_Atomic(atomic);
    return page;
}

static void Check_Page(const void *page, uint64_t size) {
    if ((uint64_t)page % size != 0 || page == NULL)
        arch_panic("free of %p: not the address of a page", page);
}

void Free_Page(void *page) {
    Check_Page(page, PAGE_SIZE);
    const bool atomic = Begin_Int_Atomic();
    Push(&s_freePages, page);
    s_freePageCount++;
    End_Int_Atomic(atomic);
}

/* From the top, where single pages, which come from the bottom, leave the most whole. */
static void *Take_Fresh_Large_Page(void) {
    for (unsigned i = s_fresh.count; i-- > 0;) {
        const struct range range = s_fresh.range[i];
        const uint64_t end = range.end & -(uint64_t)LARGE_PAGE_SIZE;
        if (end < LARGE_PAGE_SIZE || end - LARGE_PAGE_SIZE < range.base)
            continue;
        /* What it would split off needs a place in the set. */
        if (end != range.end && end - LARGE_PAGE_SIZE != range.base && s_fresh.count == RANGES_MAX)
            continue;
        ranges_subtract(&s_fresh, end - LARGE_PAGE_SIZE, end);
        return (void *)(end - LARGE_PAGE_SIZE);
    }
    return NULL;
}

void *Alloc_Large_Page(void) {
    const bool atomic = Begin_Int_Atomic();
    void *page = Pop(&s_freeLargePages);

    if (page == NULL)
        page = Take_Fresh_Large_Page();
    if (page != NULL)
        s_freePageCount -= PAGES_IN_LARGE;
    End_Int_Atomic(atomic);
    return page;
}

void Free_Large_Page(void *page) {
    Check_Page(page, LARGE_PAGE_SIZE);
    const bool atomic = Begin_Int_Atomic();
    Push(&s_freeLargePages, page);
    s_freePageCount += PAGES_IN_LARGE;
    End_Int_Atomic(atomic);
}

size_t Count_Free_Pages(void) {
    return s_freePageCount;
}

size_t Count_All_Pages(void) {
    return s_pageCount;
}
