/* The kernel's heap under random use. */
#include <memory/small.h>

#include <arch/arch.h>
#include <memory/backing.h>
#include <memory/pages.h>

#include "host.h"

enum { LIMIT = 1 << 20, BLOCKS = 200, ROUNDS = 50000 };

static char *memory;
static uint64_t mapped;

bool backing_map(uint64_t base, uint64_t end, size_t reserve) {
    (void)reserve;
    CHECK(base == mapped && is_page_multiple(base) && is_page_multiple(end) && end > base);
    CHECK(end <= (uint64_t)memory + LIMIT);
    mapped = end;
    return true;
}

static void fill(unsigned char *block, size_t size, size_t which) {
    memset(block, (int)(which + 1), size);
}

static void verify(const unsigned char *block, size_t size, size_t which) {
    for (size_t i = 0; i < size; i++)
        CHECK(block[i] == (unsigned char)(which + 1));
}

int main(void) {
    unsigned char *block[BLOCKS] = {0};
    size_t size[BLOCKS];
    void *all;

    srand(1);
    memory = aligned_alloc(PAGE_SIZE, LIMIT);
    mapped = (uint64_t)memory;
    small_start((uint64_t)memory, (uint64_t)memory + LIMIT);
    CHECK(small_take(0) == NULL && small_take(SIZE_MAX) == NULL && small_take(LIMIT) == NULL);
    for (int round = 0; round < ROUNDS; round++) {
        const size_t which = (size_t)rand() % BLOCKS;
        if (block[which] != NULL) {
            verify(block[which], size[which], which);
            small_give(block[which]);
            block[which] = NULL;
            continue;
        }
        size[which] = (size_t)rand() % (rand() % 50 == 0 ? 20000 : 300) + 1;
        block[which] = small_take(size[which]);
        if (block[which] == NULL)
            continue;
        CHECK((uintptr_t)block[which] % 16 == 0);
        fill(block[which], size[which], which);
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        if (block[i] != NULL)
            verify(block[i], size[i], i);
        small_give(block[i]);
    }
    /* No block is in use: all that was ever mapped is one again. */
    all = small_take(mapped - (uint64_t)memory - 16);
    CHECK((char *)all == memory + 16);
    small_give(all);
    CHECK(PANICS(small_give(all)) && PANICS(small_give(memory)) && PANICS(small_give(memory + 17)) &&
          PANICS(small_give(&all)));
    CHECK(host_interrupts);
    return 0;
}
