/* What loaders leave: made-up Multiboot2 and PVH information, with the oddities of real memory maps. */
#include "../../recipes/kernel-arch/src/internal.h"

#include "host.h"

enum { USABLE = 1, RESERVED = 2, IMAGE_END = 0x140000 };

__asm__(".globl kernel_bss_end; .set kernel_bss_end, 0x140000");

struct entry {
    uint64_t base, length;
    uint32_t type, reserved;
};

static char information[65536] __attribute__((aligned(8)));
static size_t filled;

static void begin(void) {
    memset(information, 0xff, sizeof information);
    filled = 8;
}

static void *tag(uint32_t type, uint32_t size) {
    uint32_t *head = (uint32_t *)(information + filled);

    head[0] = type;
    head[1] = size;
    filled += (size + 7) & -8U;
    return head + 2;
}

static void command_line_tag(const char *line) {
    strcpy(tag(1, 8 + (uint32_t)strlen(line) + 1), line);
}

/* Entries may be longer than those that we know. */
static void memory_map_tag(const struct entry *entries, uint32_t count, uint32_t entry_size) {
    uint32_t *head = tag(6, 16 + count * entry_size);

    head[0] = entry_size;
    head[1] = 0;
    for (uint32_t i = 0; i < count; i++)
        memcpy((char *)(head + 2) + i * entry_size, &entries[i], sizeof *entries);
}

static struct arch_boot boot;
static const void *acpi_root;

void arch_acpi_read(struct arch_boot *at, const void *root) {
    CHECK(at == &boot);
    acpi_root = root;
}

static bool read_it(uint32_t magic) {
    boot = (struct arch_boot){0};
    return !PANICS(arch_boot_read(&boot, magic, (uint64_t)information));
}

static const struct entry pc[] = {
    {0x100000, 0x3f00000, USABLE, 0}, /* out of order */
    {0, 0x9fc00, USABLE, 0},
    {0x9fc00, 0x400, RESERVED, 0},
    {0, 0, USABLE, 0},
    {0x3000800, 0x10, RESERVED, 0}, /* within what another calls usable, and less than a page */
    {0x2000000, 0x100000, USABLE, 0},
    {0xfffc0000, 0x40000, RESERVED, 0},
    {0x100000000, 0x40000000, USABLE, 0},
    {0xfffffffffffff000, 0x2000, USABLE, 0}, /* beyond the end of the address space */
};

static void check_pc(void) {
    static const struct range expected[] = {
        {0x10000, 0x9f000}, {IMAGE_END, 0x3000000}, {0x3001000, 0x4000000}, {0x100000000, 0x140000000}};

    CHECK(boot.memory.count == 4);
    CHECK(memcmp(boot.memory.range, expected, sizeof expected) == 0);
    CHECK(boot.firmware.count == 3 && boot.firmware.range[0].base == 0x9fc00 &&
          boot.firmware.range[0].end == 0xa0000);
    CHECK(boot.firmware.range[1].base == 0x3000800 && boot.firmware.range[2].end == 0x100000000);
}

static void multiboot2(void) {
    begin();
    tag(21, 12);
    command_line_tag("env.A=b -- c");
    memory_map_tag(pc, sizeof pc / sizeof *pc, 32);
    const void *root = tag(15, 8 + 36);
    tag(0, 8);
    CHECK(read_it(ARCH_BOOT_MULTIBOOT2));
    CHECK(strcmp(boot.command_line, "env.A=b -- c") == 0);
    check_pc();
    CHECK(acpi_root == root);

    /* No map; memory that ends within the image; a command line that is too long. */
    begin();
    tag(0, 8);
    CHECK(!read_it(ARCH_BOOT_MULTIBOOT2));
    begin();
    memory_map_tag((const struct entry[]){{0, IMAGE_END - 1, USABLE, 0}}, 1, 24);
    tag(0, 8);
    CHECK(!read_it(ARCH_BOOT_MULTIBOOT2));
    static char line[5000];
    memset(line, 'x', 4096);
    begin();
    command_line_tag(line);
    memory_map_tag(pc, 2, 24);
    tag(0, 8);
    CHECK(!read_it(ARCH_BOOT_MULTIBOOT2));
    CHECK(!read_it(0x2badb002));
}

static void pvh(void) {
    static const char line[] = "-- pvh";
    struct {
        uint32_t magic, version, flags, modules;
        uint64_t module_list, command_line, rsdp, map;
        uint32_t map_entries, reserved;
    } *start = (void *)information;

    memset(information, 0, sizeof information);
    start->magic = ARCH_BOOT_PVH;
    start->version = 1;
    start->command_line = (uint64_t)line;
    start->rsdp = (uint64_t)line;
    start->map = (uint64_t)pc;
    start->map_entries = sizeof pc / sizeof *pc;
    CHECK(read_it(ARCH_BOOT_PVH));
    CHECK(strcmp(boot.command_line, line) == 0);
    check_pc();
    CHECK(acpi_root == line);
    start->version = 0; /* has no map */
    CHECK(!read_it(ARCH_BOOT_PVH));
    start->magic = 0;
    CHECK(!read_it(ARCH_BOOT_PVH));
}

int main(void) {
    multiboot2();
    pvh();
    return 0;
}
