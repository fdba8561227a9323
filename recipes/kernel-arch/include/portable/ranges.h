/* Sets of addresses as ascending, disjoint ranges: how memory maps of loaders become usable memory. */
#ifndef PORTABLE_RANGES_H
#define PORTABLE_RANGES_H

#include <stdbool.h>
#include <stdint.h>

enum { RANGES_MAX = 32 };

struct range {
    uint64_t base, end;
};

/* Holds RANGES_MAX ranges; what does not fit is left out, which for memory means that it is not used. */
struct ranges {
    unsigned count;
    struct range range[RANGES_MAX];
};

/* Add or take away [base, end), which may be empty. Added, it is left out (false) if it has no place. */
bool ranges_add(struct ranges *ranges, uint64_t base, uint64_t end);
void ranges_subtract(struct ranges *ranges, uint64_t base, uint64_t end);

/* Shrink every range to whole pages of `size`, a power of two; ranges without a whole page go. */
void ranges_align(struct ranges *ranges, uint64_t size);

/* Whether one of them overlaps a range, or touches it. */
bool ranges_touch(const struct ranges *ranges, struct range range);

/* The highest multiple of `alignment` in a range from which `size` bytes end at `limit` or below; 0 if there is none.
 */
uint64_t ranges_place(struct range range, uint64_t size, uint64_t alignment, uint64_t limit);

#endif
