#include <geekos/malloc.h>

#include <geekos/int.h>
#include <geekos/mem.h>

enum {
    ALIGNMENT = 16,
    IN_USE = 0x6c6c614d,  /* "Mall" */
    IS_FREE = 0x65657246, /* "Free" */
};

/* Precedes every block; blocks lie next to each other from the start of the heap to its end. */
struct Block {
    uint64_t size; /* with this header */
    uint64_t state;
};

static uint64_t s_start, s_end, s_limit;

void Init_Heap(uint64_t start, uint64_t limit) {
    s_start = s_end = start;
    s_limit = limit;
}

static struct Block *Next_Block(struct Block *block) {
    return (struct Block *)((char *)block + block->size);
}

/* Join a free block with the free ones behind it. */
static void Merge(struct Block *block) {
    while ((uint64_t)Next_Block(block) < s_end && Next_Block(block)->state == IS_FREE)
        block->size += Next_Block(block)->size;
}

/* The first free block that is large enough; the blocks before it are merged on the way. */
static struct Block *Find_Block(uint64_t size) {
    for (struct Block *block = (struct Block *)s_start; (uint64_t)block < s_end; block = Next_Block(block)) {
        if (block->state != IS_FREE)
            continue;
        Merge(block);
        if (block->size >= size)
            return block;
    }
    return NULL;
}

/* Add a free block of at least `size` bytes at the end. */
static struct Block *Grow(uint64_t size) {
    struct Block *block = (struct Block *)s_end;
    const uint64_t added = Round_Up_To_Page(size);

    if (added > s_limit - s_end || !Map_Range(s_end, s_end + added, 0))
        return NULL;
    s_end += added;
    *block = (struct Block){added, IS_FREE};
    return block;
}

static void Split(struct Block *block, uint64_t size) {
    const uint64_t rest = block->size - size;

    if (rest < sizeof *block + ALIGNMENT)
        return;
    block->size = size;
    *Next_Block(block) = (struct Block){rest, IS_FREE};
}

void *Malloc(size_t size) {
    const uint64_t needed = (size + sizeof(struct Block) + ALIGNMENT - 1) & -(uint64_t)ALIGNMENT;
    struct Block *block;

    if (size == 0 || needed < size)
        return NULL;
    const bool atomic = Begin_Int_Atomic();
    block = Find_Block(needed);
    if (block == NULL)
        block = Grow(needed);
    if (block != NULL) {
        Split(block, needed);
        block->state = IN_USE;
    }
    End_Int_Atomic(atomic);
    return block == NULL ? NULL : block + 1;
}

void Free(void *memory) {
    const uint64_t address = (uint64_t)memory - sizeof(struct Block);
    struct Block *block = (struct Block *)address;

    if (memory == NULL)
        return;
    if (address % ALIGNMENT != 0 || address < s_start || address >= s_end || block->state != IN_USE)
        arch_panic("free of %p: Malloc did not give it, or it is free already", memory);
    const bool atomic = Begin_Int_Atomic();
    block->state = IS_FREE;
    Merge(block);
    End_Int_Atomic(atomic);
}
