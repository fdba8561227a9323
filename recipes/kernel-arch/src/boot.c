/* What PVH and Multiboot2 loaders leave in memory: the memory map and the command line. */
#include "internal.h"

#define BOOT_MAPPED 0x40000000
#define USABLE 1

enum multiboot2_tag {
    TAG_END = 0,
    TAG_COMMAND_LINE = 1,
    TAG_MEMORY_MAP = 6,
    TAG_ACPI_OLD = 14,
    TAG_ACPI_NEW = 15,
};

struct tag {
    uint32_t type, size;
};

struct tag_memory_map {
    struct tag tag;
    uint32_t entry_size, entry_version;
};

struct memory_entry { /* the same in both protocols */
    uint64_t base, length;
    uint32_t type, reserved;
};

struct pvh_information {
    uint32_t magic, version, flags, module_count;
    uint64_t modules, command_line, rsdp, memory_map;
    uint32_t memory_map_count, reserved;
};

/* The loader's memory is handed out soon: what outlives the boot is copied here. */
static char command_line[4096];

static void copy_command_line(const char *from) {
    size_t length = 0;

    while (from[length] != '\0') {
        if (length == sizeof command_line - 1)
            arch_panic("the loader's command line is longer than %zu bytes", sizeof command_line - 1);
        command_line[length] = from[length];
        length++;
    }
    command_line[length] = '\0';
}

static uint64_t end_of(const struct memory_entry *entry) {
    uint64_t end;

    return __builtin_add_overflow(entry->base, entry->length, &end) ? UINT64_MAX : end;
}

/* Loaders load files, and not all look whether there is memory for bss. */
static void check_image(const struct ranges *memory) {
    const uint64_t end = (uint64_t)kernel_bss_end;

    for (unsigned i = 0; i < memory->count; i++) {
        if (memory->range[i].base <= ARCH_IMAGE_BASE && memory->range[i].end >= end)
            return;
    }
    arch_panic("the machine has too little memory for the image: %lu KiB from 1 MiB on are needed",
               (end - ARCH_IMAGE_BASE + 1023) / 1024);
}

/* Maps overlap at times: what one entry calls unusable is so, whatever another says. */
static void read_memory_map(struct arch_boot *boot, const char *map, uint64_t count, uint64_t entry_size) {
    struct ranges *memory = &boot->memory;
    const struct memory_entry *entry;

    for (uint64_t i = 0; i < count; i++) {
        entry = (const struct memory_entry *)(map + i * entry_size);
        if (entry->type == USABLE)
            ranges_add(memory, entry->base, end_of(entry));
    }
    ranges_align(memory, ARCH_PAGE_SIZE);
    for (uint64_t i = 0; i < count; i++) {
        entry = (const struct memory_entry *)(map + i * entry_size);
        if (entry->type == USABLE)
            continue;
        ranges_subtract(memory, entry->base & -(uint64_t)ARCH_PAGE_SIZE, end_of(entry));
        ranges_add(&boot->firmware, entry->base, end_of(entry));
    }
    check_image(memory);
    ranges_subtract(memory, 0, ARCH_LOW_RESERVED);
    /* Screen and ROMs; microvm's map calls them memory. */
    ranges_subtract(memory, ARCH_SCREEN, ARCH_IMAGE_BASE);
    ranges_subtract(memory, ARCH_IMAGE_BASE, (uint64_t)kernel_bss_end);
    ranges_subtract(memory, ARCH_IDENTITY_END, UINT64_MAX);
    ranges_align(memory, ARCH_PAGE_SIZE);
}

static void read_pvh(struct arch_boot *boot, const struct pvh_information *information) {
    if (information->magic != ARCH_BOOT_PVH)
        arch_panic("the loader's PVH information has the wrong magic number %#x", information->magic);
    if (information->command_line != 0)
        copy_command_line((const char *)information->command_line);
    if (information->rsdp != 0 && information->rsdp < BOOT_MAPPED)
        arch_acpi_read(boot, (const void *)information->rsdp);
    if (information->version >= 1)
        read_memory_map(boot, (const char *)information->memory_map, information->memory_map_count,
                        sizeof(struct memory_entry));
}

static void read_multiboot2(struct arch_boot *boot, const char *information) {
    const struct tag *tag = (const struct tag *)(information + 8);

    for (; tag->type != TAG_END; tag = (const struct tag *)((const char *)tag + ((tag->size + 7) & -8U))) {
        if (tag->type == TAG_COMMAND_LINE)
            copy_command_line((const char *)(tag + 1));
        if (tag->type == TAG_ACPI_OLD || tag->type == TAG_ACPI_NEW)
            arch_acpi_read(boot, tag + 1);
        if (tag->type == TAG_MEMORY_MAP) {
            const struct tag_memory_map *map = (const struct tag_memory_map *)tag;
            read_memory_map(boot, (const char *)(map + 1), (tag->size - sizeof *map) / map->entry_size,
                            map->entry_size);
        }
    }
}

void arch_boot_read(struct arch_boot *boot, uint32_t magic, uint64_t information) {
    boot->command_line = command_line;
    if (information >= BOOT_MAPPED)
        arch_panic("the loader put its information at %#lx, above the first GiB", information);
    if (magic == ARCH_BOOT_PVH)
        read_pvh(boot, (const struct pvh_information *)information);
    else if (magic == ARCH_BOOT_MULTIBOOT2)
        read_multiboot2(boot, (const char *)information);
    else
        arch_panic("the loader is neither PVH nor Multiboot2: eax is %#x", magic);
    if (boot->memory.count == 0)
        arch_panic("the loader gave no memory map");
}
