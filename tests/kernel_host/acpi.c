/* Which processors ACPI's tables name: narrow and wide roots, disabled ones, more than fit, and tables that are
 * wrong. */
#include "../../recipes/kernel-arch/src/internal.h"

#include "host.h"

static char memory[1 << 16] __attribute__((aligned(16)));
static size_t filled;
static unsigned mapped;

uint64_t arch_entry(uint64_t virtual_address) {
    (void)virtual_address;
    return 0;
}

bool arch_map(uint64_t virtual_address, uint64_t physical_address, uint64_t flags) {
    CHECK(virtual_address == physical_address && !(flags & ARCH_WRITABLE));
    mapped++;
    return true;
}

uint32_t arch_apic_id(void) {
    return 4;
}

static void seal(char *from, size_t size, size_t checksum_at) {
    char sum = 0;

    from[checksum_at] = 0;
    for (size_t i = 0; i < size; i++)
        sum = (char)(sum + from[i]);
    from[checksum_at] = (char)-sum;
}

static char *room(size_t size) {
    char *at = memory + filled;

    memset(at, 0, size);
    filled += (size + 15) & -(size_t)16;
    return at;
}

/* A table of this signature with a body behind its 36 bytes. */
static char *table(const char *signature, const void *body, size_t size) {
    char *at = room(36 + size);
    const uint32_t length = (uint32_t)(36 + size);

    memcpy(at, signature, 4);
    memcpy(at + 4, &length, 4);
    memcpy(at + 36, body, size);
    seal(at, length, 9);
    return at;
}

static char *root_pointer(const char *root, bool wide) {
    char *at = room(36);
    const uint64_t address = (uint64_t)root;

    memcpy(at, "RSD PTR ", 8);
    at[15] = wide ? 2 : 0;
    memcpy(at + 16, &address, 4);
    if (wide)
        memcpy(at + 24, &address, 8);
    seal(at, 20, 8);
    return at;
}

/* APIC ids 3 (disabled), 4 (this one), 0, 7; an entry of another kind; id 300 of x2APIC. */
static const unsigned char madt[] = {0, 0,  0xe0, 0xfe, 1,    0, 0, 0,                         /* address, flags */
                                     0, 8,  0,    3,    0,    0, 0, 0,                         /* disabled */
                                     0, 8,  1,    4,    1,    0, 0, 0,                         /* ourselves */
                                     0, 8,  2,    0,    1,    0, 0, 0,                         /* */
                                     1, 12, 0,    0,    0,    0, 0, 0, 0, 0, 0, 0,             /* I/O APIC */
                                     9, 16, 0,    0,    0x2c, 1, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, /* */
                                     0, 8,  3,    7,    1,    0, 0, 0};

static void check_found(const char *root, bool wide) {
    struct arch_boot boot = {.acpi_table = 0};
    uint32_t ids[ARCH_PROCESSORS_MAX];

    arch_acpi_read(&boot, root_pointer(root, wide));
    CHECK(boot.acpi_table == (uint64_t)root && boot.acpi_is_wide == wide);
    CHECK(arch_processors_find(&boot, ids) == 4);
    CHECK(ids[0] == 4 && ids[1] == 0 && ids[2] == 300 && ids[3] == 7);
    CHECK(mapped > 0);
}

static void narrow_and_wide(void) {
    const char *other = table("FACP", "", 0), *processors = table("APIC", madt, sizeof madt);
    const uint64_t wide[] = {(uint64_t)other, (uint64_t)processors};
    const uint32_t narrow[] = {(uint32_t)wide[0], (uint32_t)wide[1]};

    check_found(table("XSDT", wide, sizeof wide), true);
    check_found(table("RSDT", narrow, sizeof narrow), false);
}

static unsigned count_of(const char *madt_table) {
    const uint64_t entry = (uint64_t)madt_table;
    struct arch_boot boot = {.acpi_table = (uint64_t)table("XSDT", &entry, sizeof entry), .acpi_is_wide = true};
    uint32_t ids[ARCH_PROCESSORS_MAX];

    return arch_processors_find(&boot, ids);
}

static void odd_ones(void) {
    unsigned char many[8 + 100 * 8] = {0};
    char *broken = table("APIC", madt, sizeof madt), *endless;

    for (unsigned i = 0; i < 100; i++) {
        const unsigned char entry[] = {0, 8, (unsigned char)i, (unsigned char)(i + 10), 1, 0, 0, 0};
        memcpy(many + 8 + i * 8, entry, 8);
    }
    CHECK(count_of(table("APIC", many, sizeof many)) == ARCH_PROCESSORS_MAX);
    broken[9]++; /* the checksum */
    CHECK(count_of(broken) == 1);
    CHECK(count_of(table("FACP", "", 0)) == 1);
    /* An entry of length 0 would never end. */
    endless = table("APIC", "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
    CHECK(count_of(endless) == 1);

    struct arch_boot boot = {.acpi_table = 0};
    arch_acpi_read(&boot, "RSD PTR with a wrong sum");
    CHECK(boot.acpi_table == 0);
}

int main(void) {
    narrow_and_wide();
    odd_ones();
    return 0;
}
