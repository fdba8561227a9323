/* Sets of addresses as ascending, disjoint ranges: how memory maps of loaders become usable memory. */
#ifndef PORTABLE_RANGES_H
#define PORTABLE_RANGES_H

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

/* Add or take away [base, end), which may be empty. */
void ranges_add(struct ranges *ranges, uint64_t base, uint64_t end);
void ranges_subtract(struct ranges *ranges, uint64_t base, uint64_t end);

/* Shrink every range to whole pages of `size`, a power of two; ranges without a whole page go. */
void ranges_align(struct ranges *ranges, uint64_t size);

#endif
