/* The processors that ACPI's tables name. */
#include "internal.h"

struct __attribute__((packed)) pointer {
    char signature[8];
    uint8_t checksum;
    char oem[6];
    uint8_t revision;
    uint32_t table;
    uint32_t length;
    uint64_t wide_table;
};

struct __attribute__((packed)) header {
    char signature[4];
    uint32_t length;
    uint8_t revision, checksum;
    char oem[6], oem_table[8];
    uint32_t oem_revision, creator, creator_revision;
};

struct __attribute__((packed)) madt {
    struct header header;
    uint32_t local_apic, flags;
};

struct __attribute__((packed)) entry {
    uint8_t type, length;
};

struct __attribute__((packed)) entry_apic {
    struct entry entry;
    uint8_t processor, apic_id;
    uint32_t flags;
};

struct __attribute__((packed)) entry_x2apic {
    struct entry entry;
    uint16_t reserved;
    uint32_t apic_id, flags, processor;
};

enum {
    ENTRY_APIC = 0,
    ENTRY_X2APIC = 9,
    ENABLED = 1,
    BIOS = 0xe0000,
    BIOS_END = 0x100000,
};

static bool sums_up(const void *bytes, size_t count) {
    const uint8_t *byte = bytes;
    uint8_t sum = 0;

    while (count-- != 0)
        sum = (uint8_t)(sum + *byte++);
    return sum == 0;
}

static bool is_pointer(const struct pointer *pointer) {
    return __builtin_memcmp(pointer->signature, "RSD PTR ", 8) == 0 && sums_up(pointer, 20);
}

void arch_acpi_read(struct arch_boot *boot, const void *root) {
    const struct pointer *pointer = root;

    if (!is_pointer(pointer))
        return;
    boot->acpi_is_wide = pointer->revision >= 2 && pointer->wide_table != 0;
    boot->acpi_table = boot->acpi_is_wide ? pointer->wide_table : pointer->table;
}

/* Tables are in memory that is not ours, and that nobody has mapped. */
static void map(uint64_t address, uint64_t size) {
    for (uint64_t page = address & -(uint64_t)ARCH_PAGE_SIZE; page < address + size; page += ARCH_PAGE_SIZE) {
        if (arch_entry(page) == 0 && !arch_map(page, page, ARCH_PRESENT | ARCH_NO_EXECUTE))
            arch_panic("too little memory for page tables");
    }
}

/* Where the BIOS puts the root pointer, for loaders that say nothing of it. */
static void search(struct arch_boot *boot) {
    map(BIOS, BIOS_END - BIOS);
    for (uint64_t at = BIOS; at < BIOS_END && boot->acpi_table == 0; at += 16)
        arch_acpi_read(boot, (const void *)at);
}

static const struct header *table_at(uint64_t address) {
    const struct header *header = (const struct header *)address;

    map(address, sizeof *header);
    map(address, header->length);
    return header;
}

static uint64_t entry_of(const struct header *root, bool wide, uint32_t index) {
    const char *entries = (const char *)(root + 1);
    uint32_t narrow;
    uint64_t address;

    if (!wide) {
        __builtin_memcpy(&narrow, entries + index * sizeof narrow, sizeof narrow);
        return narrow;
    }
    __builtin_memcpy(&address, entries + index * sizeof address, sizeof address);
    return address;
}

static const struct madt *find_madt(const struct arch_boot *boot) {
    const struct header *root = table_at(boot->acpi_table);
    const uint32_t size = boot->acpi_is_wide ? 8 : 4, count = (root->length - (uint32_t)sizeof *root) / size;

    for (uint32_t i = 0; i < count; i++) {
        const struct header *header = table_at(entry_of(root, boot->acpi_is_wide, i));
        if (__builtin_memcmp(header->signature, "APIC", 4) == 0 && sums_up(header, header->length))
            return (const struct madt *)header;
    }
    return NULL;
}

/* The id of the processor that an entry stands for, or UINT32_MAX. */
static uint32_t id_of(const struct entry *entry) {
    const struct entry_apic *apic = (const struct entry_apic *)entry;
    const struct entry_x2apic *x2apic = (const struct entry_x2apic *)entry;

    if (entry->type == ENTRY_APIC && apic->flags & ENABLED)
        return apic->apic_id;
    if (entry->type == ENTRY_X2APIC && x2apic->flags & ENABLED)
        return x2apic->apic_id;
    return UINT32_MAX;
}

unsigned arch_processors_find(const struct arch_boot *boot, uint32_t *apic_ids) {
    struct arch_boot found = *boot;
    const struct madt *madt;
    const char *at, *end;
    unsigned count = 1;

    apic_ids[0] = arch_apic_id();
    if (found.acpi_table == 0)
        search(&found);
    madt = found.acpi_table == 0 ? NULL : find_madt(&found);
    if (madt == NULL)
        return count;
    at = (const char *)(madt + 1);
    end = (const char *)madt + madt->header.length;
    while (at < end && count < ARCH_PROCESSORS_MAX && ((const struct entry *)at)->length >= sizeof(struct entry)) {
        const struct entry *entry = (const struct entry *)at;
        const uint32_t id = id_of(entry);
        if (id != UINT32_MAX && id != apic_ids[0])
            apic_ids[count++] = id;
        at += entry->length;
    }
    return count;
}
