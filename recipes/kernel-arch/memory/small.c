#include <memory/small.h>

#include <arch/arch.h>
#include <memory/backing.h>
#include <memory/pages.h>

enum {
    ALIGNMENT = 16,
    IN_USE = 0x64657375,  /* "used" */
    IS_FREE = 0x65657266, /* "free" */
};

/* Precedes every block; blocks lie next to each other from the start of the heap to its end. */
struct block {
    uint64_t size; /* with this header */
    uint64_t state;
};

static struct arch_lock lock;
static uint64_t heap_start, heap_end, heap_limit;

void small_start(uint64_t start, uint64_t limit) {
    heap_start = heap_end = start;
    heap_limit = limit;
}

static struct block *next_block(struct block *block) {
    return (struct block *)((char *)block + block->size);
}

/* Join a free block with the free ones behind it. */
static void merge(struct block *block) {
    while ((uint64_t)next_block(block) < heap_end && next_block(block)->state == IS_FREE)
        block->size += next_block(block)->size;
}

/* The first free block that is large enough; the blocks before it are merged on the way. */
static struct block *find_block(uint64_t size) {
    for (struct block *block = (struct block *)heap_start; (uint64_t)block < heap_end; block = next_block(block)) {
        if (block->state != IS_FREE)
            continue;
        merge(block);
        if (block->size >= size)
            return block;
    }
    return NULL;
}

/* Add a free block of at least `size` bytes at the end. */
static struct block *grow(uint64_t size) {
    struct block *block = (struct block *)heap_end;
    const uint64_t added = page_ceiling(size);

    if (added > heap_limit - heap_end || !backing_map(heap_end, heap_end + added, 0))
        return NULL;
    heap_end += added;
    *block = (struct block){added, IS_FREE};
    return block;
}

static void split(struct block *block, uint64_t size) {
    const uint64_t rest = block->size - size;

    if (rest < sizeof *block + ALIGNMENT)
        return;
    block->size = size;
    *next_block(block) = (struct block){rest, IS_FREE};
}

void *small_take(size_t size) {
    const uint64_t needed = (size + sizeof(struct block) + ALIGNMENT - 1) & -(uint64_t)ALIGNMENT;
    struct block *block;

    if (size == 0 || needed < size)
        return NULL;
    const bool enabled = arch_lock_take(&lock);
    block = find_block(needed);
    if (block == NULL)
        block = grow(needed);
    if (block != NULL) {
        split(block, needed);
        block->state = IN_USE;
    }
    arch_lock_release(&lock, enabled);
    return block == NULL ? NULL : block + 1;
}

void small_give(void *memory) {
    const uint64_t address = (uint64_t)memory - sizeof(struct block);
    struct block *block = (struct block *)address;

    if (memory == NULL)
        return;
    if (address % ALIGNMENT != 0 || address < heap_start || address >= heap_end || block->state != IN_USE)
        arch_panic("free of %p: the kernel's heap did not give it, or it is free already", memory);
    const bool enabled = arch_lock_take(&lock);
    block->state = IS_FREE;
    merge(block);
    arch_lock_release(&lock, enabled);
}
