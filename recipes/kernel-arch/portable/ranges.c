#include <portable/ranges.h>

static bool insert(struct ranges *ranges, unsigned index, uint64_t base, uint64_t end) {
    if (ranges->count == RANGES_MAX)
        return false;
    for (unsigned i = ranges->count; i > index; i--)
        ranges->range[i] = ranges->range[i - 1];
    ranges->range[index] = (struct range){base, end};
    ranges->count++;
    return true;
}

static void take_out(struct ranges *ranges, unsigned index) {
    ranges->count--;
    for (unsigned i = index; i < ranges->count; i++)
        ranges->range[i] = ranges->range[i + 1];
}

bool ranges_add(struct ranges *ranges, uint64_t base, uint64_t end) {
    unsigned i = 0;

    if (base >= end)
        return true;
    while (i < ranges->count && ranges->range[i].end < base)
        i++;
    /* All that overlap or touch become one. */
    while (i < ranges->count && ranges->range[i].base <= end) {
        if (ranges->range[i].base < base)
            base = ranges->range[i].base;
        if (ranges->range[i].end > end)
            end = ranges->range[i].end;
        take_out(ranges, i);
    }
    return insert(ranges, i, base, end);
}

void ranges_subtract(struct ranges *ranges, uint64_t base, uint64_t end) {
    if (base >= end)
        return;
    for (unsigned i = 0; i < ranges->count;) {
        const struct range old = ranges->range[i];
        if (old.end <= base || old.base >= end) {
            i++;
            continue;
        }
        take_out(ranges, i);
        if (old.base < base)
            insert(ranges, i++, old.base, base);
        if (old.end > end)
            insert(ranges, i++, end, old.end);
    }
}

void ranges_align(struct ranges *ranges, uint64_t size) {
    for (unsigned i = 0; i < ranges->count;) {
        struct range *range = &ranges->range[i];
        const uint64_t base = (range->base + size - 1) & -size, end = range->end & -size;
        if (base < range->base || base >= end) {
            take_out(ranges, i);
            continue;
        }
        *range = (struct range){base, end};
        i++;
    }
}

bool ranges_touch(const struct ranges *ranges, struct range range) {
    for (unsigned i = 0; i < ranges->count; i++) {
        if (ranges->range[i].base <= range.end && ranges->range[i].end >= range.base)
            return true;
    }
    return false;
}

uint64_t ranges_place(struct range range, uint64_t size, uint64_t alignment, uint64_t limit) {
    const uint64_t end = range.end < limit ? range.end : limit;
    uint64_t at;

    if (end < range.base || end - range.base < size)
        return 0;
    at = (end - size) & -alignment;
    return at < range.base ? 0 : at;
}
