#include <memory/pmem.h>

#include <guest/kernel.h>

#include <memory/backing.h>
#include <memory/pages.h>
#include <memory/small.h>

/* A region that the program took. */
struct taken {
    struct taken *next;
    struct range range;
    char name[KERNEL_REGION_NAME];
};

static const struct arch_boot *boot;
static uint64_t kernel_end; /* single pages come from the bottom: up to here all memory is the kernel's */
static struct taken *all_taken;

void pmem_start(const struct arch_boot *told) {
    boot = told;
}

void pmem_keep_for_kernel(void) {
    kernel_end = pages_lowest_fresh();
}

/* ---- Telling ---- */

/* A point, and the bounds within which all painted so far is the same. */
struct view {
    uint64_t at, start, end;
    enum kernel_region_type type; /* 0: nothing that we know of */
    const char *name;
};

/* What is painted later hides what was there. */
static void paint(struct view *view, uint64_t base, uint64_t end, enum kernel_region_type type, const char *name) {
    if (base >= end)
        return;
    if (base <= view->at && view->at < end)
        *view = (struct view){view->at, base, end, type, name};
    else if (end <= view->at && end > view->start)
        view->start = end;
    else if (base > view->at && base < view->end)
        view->end = base;
}

static void paint_image(struct view *view) {
    static const char *const names[] = {
        [ARCH_CODE] = "code", [ARCH_CONSTANTS] = "constants", [ARCH_VARIABLES] = "variables"};

    for (enum arch_part part = ARCH_CODE; part <= ARCH_VARIABLES; part++) {
        const struct range range = arch_image(part);
        paint(view, range.base, range.end, KERNEL_REGION_IMAGE, names[part]);
    }
}

static void paint_machine(struct view *view) {
    for (unsigned i = 0; i < boot->firmware.count; i++) {
        const struct range range = boot->firmware.range[i];
        const uint64_t end = page_ceiling(range.end);
        paint(view, page_floor(range.base), end == 0 ? page_floor(range.end) : end, KERNEL_REGION_FIRMWARE,
              "firmware");
    }
    paint(view, 0, ARCH_LOW_RESERVED, KERNEL_REGION_FIRMWARE, "first 64 KiB");
    paint(view, ARCH_SCREEN, ARCH_IMAGE_BASE, KERNEL_REGION_FIRMWARE, "screen and ROMs");
    paint_image(view);
}

static void paint_memory(struct view *view, const struct ranges *fresh) {
    for (unsigned i = 0; i < boot->memory.count; i++) {
        const struct range range = boot->memory.range[i];
        paint(view, range.base, range.end, KERNEL_REGION_PAGES, "pages");
        paint(view, range.base, range.end < kernel_end ? range.end : kernel_end, KERNEL_REGION_KERNEL, "kernel");
    }
    for (unsigned i = 0; i < fresh->count; i++)
        paint(view, fresh->range[i].base, fresh->range[i].end, KERNEL_REGION_UNUSED, "unused");
    for (const struct taken *taken = all_taken; taken != NULL; taken = taken->next)
        paint(view, taken->range.base, taken->range.end, KERNEL_REGION_TAKEN, taken->name);
}

/* What there is at an address, or the next above it. */
static struct view view_at(uint64_t address) {
    struct view view = {.end = address};
    struct ranges fresh;

    pages_fresh(&fresh);
    do {
        view = (struct view){.at = view.end, .end = UINT64_MAX};
        paint_machine(&view);
        paint_memory(&view, &fresh);
    } while (view.type == 0 && view.end != UINT64_MAX);
    return view;
}

static void copy_name(char *to, const char *from) {
    for (unsigned i = 0; i < KERNEL_REGION_NAME; i++) {
        to[i] = *from;
        from += *from != '\0';
    }
}

static int tell(uint64_t address, struct kernel_region *region) {
    const struct view view = view_at(address);

    if (view.type == 0)
        return -KERNEL_ESRCH;
    *region = (struct kernel_region){.start = view.start, .end = view.end, .type = view.type};
    copy_name(region->name, view.name);
    return 0;
}

int kernel_region_at(uint64_t address, struct kernel_region *region) {
    int result;

    if (!backing_allows(region, sizeof *region, true))
        return -KERNEL_EINVAL;
    upcall_memory_lock();
    result = tell(address, region);
    upcall_memory_unlock();
    return result;
}

/* ---- Taking ---- */

static bool is_name(const char *name) {
    unsigned length = 0;

    while (length < KERNEL_REGION_NAME && backing_allows(name + length, 1, false) && name[length] != '\0')
        length++;
    return length != 0 && length < KERNEL_REGION_NAME && backing_allows(name + length, 1, false);
}

static bool is_same(const char *left, const char *right) {
    while (*left == *right && *left != '\0')
        left++, right++;
    return *left == *right;
}

/* The link to the region of a name; to a null pointer if there is none. */
static struct taken **find(const char *name) {
    struct taken **link = &all_taken;

    while (*link != NULL && !is_same((*link)->name, name))
        link = &(*link)->next;
    return link;
}

static long take(const char *name, uint64_t size, uint64_t alignment, uint64_t limit) {
    struct taken **link = find(name), *taken;
    void *run;

    if (*link != NULL)
        return -KERNEL_EINVAL;
    if (!pages_suffice(size / PAGE_SIZE, RESERVED_PAGES) || (taken = small_take(sizeof *taken)) == NULL)
        return -KERNEL_ENOMEM;
    run = pages_take_run(size, alignment, limit);
    if (run == NULL) {
        small_give(taken);
        return -KERNEL_ENOMEM;
    }
    memset(run, 0, size);
    *taken = (struct taken){.range = {(uint64_t)run, (uint64_t)run + size}};
    copy_name(taken->name, name);
    *link = taken;
    return (long)run;
}

long kernel_region_take(const char *name, size_t size, size_t alignment, uint64_t limit) {
    long result;

    if (!is_name(name) || size == 0 || !is_page_multiple(size | alignment) || alignment == 0 ||
        (alignment & (alignment - 1)) != 0)
        return -KERNEL_EINVAL;
    upcall_memory_lock();
    result = take(name, size, alignment, limit);
    upcall_memory_unlock();
    return result;
}

static int give(const char *name) {
    struct taken **link = find(name), *taken = *link;

    if (taken == NULL)
        return -KERNEL_ESRCH;
    *link = taken->next;
    pages_give_run((void *)taken->range.base, taken->range.end - taken->range.base);
    small_give(taken);
    return 0;
}

int kernel_region_give(const char *name) {
    int result;

    if (!is_name(name))
        return -KERNEL_EINVAL;
    upcall_memory_lock();
    result = give(name);
    upcall_memory_unlock();
    return result;
}
