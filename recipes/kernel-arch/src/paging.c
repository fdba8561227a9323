/* Page tables. */
#include "internal.h"

#include <memory/pages.h>

enum {
    LEVELS = 4,
    LARGE_LEVEL = 2,
    INTERRUPTS_BETWEEN = 32,
};

static uint64_t root; /* physical address of the PML4; 0 while entry.S' tables are in use */

static unsigned index_of(uint64_t address, unsigned level) {
    return address >> (12 + 9 * (level - 1)) & 511;
}

/* The entry of `level` (1 is a page's) for an address, making tables on the way if `create`; or a null pointer. */
static uint64_t *entry_at(uint64_t address, unsigned level, bool create) {
    uint64_t *table = (uint64_t *)root;

    for (unsigned at = LEVELS; at > level; at--) {
        uint64_t *entry = &table[index_of(address, at)];
        if (*entry == 0) {
            void *page = create ? pages_take() : NULL;
            if (page == NULL)
                return NULL;
            __builtin_memset(page, 0, ARCH_PAGE_SIZE);
            *entry = (uint64_t)page | ARCH_PRESENT | ARCH_WRITABLE;
        } else if (*entry & ARCH_LARGE) {
            return entry;
        }
        table = (uint64_t *)(*entry & ARCH_ADDRESS);
    }
    return &table[index_of(address, level)];
}

bool arch_map(uint64_t virtual_address, uint64_t physical_address, uint64_t flags) {
    arch_stack_touch();
    uint64_t *entry = entry_at(virtual_address, flags & ARCH_LARGE ? LARGE_LEVEL : 1, true);
    if (entry == NULL || *entry != 0)
        return false;
    *entry = physical_address | flags;
    return true;
}

static void forget(uint64_t address) {
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

uint64_t arch_unmap(uint64_t virtual_address) {
    uint64_t *entry = entry_at(virtual_address, 1, false);
    uint64_t was = entry == NULL ? 0 : *entry;

    if (was != 0)
        *entry = 0;
    forget(virtual_address);
    return was;
}

bool arch_protect(uint64_t virtual_address, uint64_t flags) {
    uint64_t *entry = entry_at(virtual_address, 1, false);

    if (entry == NULL || *entry == 0)
        return false;
    *entry = (*entry & (ARCH_ADDRESS | ARCH_LARGE)) | flags;
    forget(virtual_address);
    return true;
}

void arch_split(uint64_t virtual_address, void *table) {
    uint64_t *entry = entry_at(virtual_address, LARGE_LEVEL, false), *small = table;

    if (entry == NULL || !(*entry & ARCH_LARGE))
        arch_panic("split of %#lx: no large page is mapped there", virtual_address);
    for (unsigned i = 0; i < ARCH_PAGE_SIZE / sizeof *small; i++)
        small[i] = (*entry & ~ARCH_LARGE) + i * (uint64_t)ARCH_PAGE_SIZE;
    *entry = (uint64_t)table | ARCH_PRESENT | ARCH_WRITABLE;
    forget(virtual_address);
}

uint64_t arch_skip_unmapped(uint64_t virtual_address) {
    uint64_t size;

    for (unsigned level = 1; level < LEVELS; level++) {
        if (entry_at(virtual_address, level, false) != NULL)
            break;
        /* There is no table of this level: what it would map is not mapped. */
        size = UINT64_C(1) << (12 + 9 * level);
        virtual_address = (virtual_address | (size - 1)) + 1;
    }
    return virtual_address;
}

uint64_t arch_entry(uint64_t virtual_address) {
    /* Addresses in the gap between the halves have bits that no level looks at. */
    if (root == 0 || virtual_address >= UINT64_C(1) << 47)
        return 0;
    uint64_t *entry = entry_at(virtual_address, 1, false);
    return entry == NULL ? 0 : *entry;
}

/* Map [base, end) at its own address, in large pages where they fit. */
static void map_identity(uint64_t base, uint64_t end, uint64_t flags) {
    uint64_t at = base, size;

    while (at < end) {
        const bool large = at % ARCH_LARGE_PAGE_SIZE == 0 && end - at >= ARCH_LARGE_PAGE_SIZE;
        uint64_t *entry = entry_at(at, large ? LARGE_LEVEL : 1, true);
        if (entry == NULL)
            arch_panic("too little memory for page tables");
        size = large ? ARCH_LARGE_PAGE_SIZE : ARCH_PAGE_SIZE;
        do {
            *entry++ = at | flags | (large ? ARCH_LARGE : 0);
            at += size;
        } while (end - at >= size && at < end && (uint64_t)entry % ARCH_PAGE_SIZE != 0 &&
                 (large || at % ARCH_LARGE_PAGE_SIZE != 0));
    }
}

static uint64_t page_end(const char *address) {
    return ((uint64_t)address + ARCH_PAGE_SIZE - 1) & -(uint64_t)ARCH_PAGE_SIZE;
}

void arch_paging_start(const struct arch_boot *boot) {
    root = (uint64_t)pages_take();
    if (root == 0)
        arch_panic("too little memory for page tables");
    __builtin_memset((void *)root, 0, ARCH_PAGE_SIZE);
    map_identity((uint64_t)kernel_text_start, page_end(kernel_text_end), ARCH_PRESENT);
    map_identity((uint64_t)kernel_rodata_start, page_end(kernel_rodata_end), ARCH_PRESENT | ARCH_NO_EXECUTE);
    map_identity((uint64_t)kernel_data_start, page_end(kernel_bss_end), ARCH_DATA);
    for (unsigned i = 0; i < boot->memory.count; i++)
        map_identity(boot->memory.range[i].base, boot->memory.range[i].end, ARCH_DATA);
    map_identity(ARCH_VGA_TEXT, ARCH_VGA_TEXT + ARCH_PAGE_SIZE, ARCH_DATA);
    arch_forget_all();
}

struct range arch_image(enum arch_part part) {
    const struct range parts[] = {
        [ARCH_CODE] = {(uint64_t)kernel_text_start, (uint64_t)kernel_rodata_start},
        [ARCH_CONSTANTS] = {(uint64_t)kernel_rodata_start, (uint64_t)kernel_data_start},
        [ARCH_VARIABLES] = {(uint64_t)kernel_data_start, page_end(kernel_bss_end)},
    };

    return parts[part];
}

uint64_t arch_paging_root(void) {
    return root;
}

void arch_forget_all(void) {
    __asm__ volatile("movq %0, %%cr3" : : "r"(root) : "memory");
}

/* Soon after the start more often: at the first interrupt, the second, the fourth, and so on. */
void arch_forget_seldom(unsigned *count) {
    const unsigned number = ++*count;

    if ((number & (number - 1)) == 0 || number % INTERRUPTS_BETWEEN == 0)
        arch_forget_all();
}

uint64_t arch_context(uint64_t top, void (*entry)(void *), void *argument) {
    enum { FX_WORDS = 65, FX_CONTROL = 0, FX_MXCSR = 3 };
    uint64_t *stack = (uint64_t *)top;

    stack -= 2; /* where a call would be made from */
    *--stack = (uint64_t)arch_context_begin;
    *--stack = 0;               /* rbp */
    *--stack = (uint64_t)entry; /* rbx */
    *--stack = (uint64_t)argument;
    stack -= 3 + FX_WORDS;
    __builtin_memset(stack, 0, (3 + FX_WORDS) * sizeof *stack);
    stack[FX_CONTROL] = 0x37f;
    stack[FX_MXCSR] = 0x1f80;
    return (uint64_t)stack;
}
