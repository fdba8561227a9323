/* The processors that run: starting the others, telling all something, stopping them. */
#include "internal.h"

#include <memory/small.h>

enum {
    NOBODY = 0,
    ALIGNMENT = 64, /* of a cache line, so that processors do not share one */
};

static struct arch_processor *processors[ARCH_PROCESSORS_MAX];
static unsigned running = 1;

unsigned arch_processors_running(void) {
    return running;
}

struct arch_processor *arch_processor_numbered(unsigned number) {
    return number == 0 && processors[0] == NULL ? arch_processor() : processors[number];
}

/* ---- Starting ---- */

extern const char arch_trampoline[], arch_trampoline_end[];
extern const char arch_trampoline_root[], arch_trampoline_stack[], arch_trampoline_processor[];

/* What trampoline.S jumps to, on the new processor. */
_Noreturn void arch_processor_begin(struct arch_processor *processor);

_Noreturn void arch_processor_begin(struct arch_processor *processor) {
    arch_traps_load(processor);
    arch_traps_guarded(processor);
    arch_apic_open(false);
    /* What was set up above is seen by whoever sees the flag. */
    __atomic_store_n(&processor->is_up, 1, __ATOMIC_RELEASE);
    arch_timestamp_compare();
    processor->begin();
    __builtin_unreachable();
}

static void put(const char *where, const void *value) {
    __builtin_memcpy((void *)(ARCH_TRAMPOLINE + (uint64_t)(where - arch_trampoline)), value, sizeof(uint64_t));
}

static void write_trampoline(const struct arch_processor *processor) {
    const uint64_t root = arch_paging_root(), stack = ARCH_BOOT_STACK(processor->number);

    if (root >= UINT64_C(1) << 32)
        arch_panic("page tables are above 4 GiB, where a processor that starts cannot see them");
    __builtin_memcpy((void *)ARCH_TRAMPOLINE, arch_trampoline, (size_t)(arch_trampoline_end - arch_trampoline));
    put(arch_trampoline_root, &root);
    put(arch_trampoline_stack, &stack);
    put(arch_trampoline_processor, &processor);
}

/* A host that is busy lets a processor wait. */
uint64_t arch_processor_patience_ns = UINT64_C(20000000000);

static bool is_up_within(const struct arch_processor *processor, uint64_t ns) {
    const uint64_t end = arch_timestamp_ns() + ns;

    while (!__atomic_load_n(&processor->is_up, __ATOMIC_ACQUIRE)) {
        if (arch_timestamp_ns() > end)
            return false;
        arch_pause();
    }
    return true;
}

/* INIT, then the address of the first page; once more for processors that missed it. */
static bool wake(const struct arch_processor *processor) {
    const uint64_t ms = 1000000;

    arch_apic_command(processor->apic_id, ARCH_APIC_INIT);
    is_up_within(processor, ms / 10);
    arch_apic_command(processor->apic_id, ARCH_APIC_START | ARCH_TRAMPOLINE / ARCH_PAGE_SIZE);
    if (is_up_within(processor, ms))
        return true;
    arch_apic_command(processor->apic_id, ARCH_APIC_START | ARCH_TRAMPOLINE / ARCH_PAGE_SIZE);
    return is_up_within(processor, arch_processor_patience_ns);
}

static struct arch_processor *create(uint32_t apic_id, void (*begin)(void)) {
    char *room = small_take(sizeof(struct arch_processor) + ALIGNMENT);
    struct arch_processor *processor;

    if (room == NULL)
        arch_panic("too little memory for processor %u", running);
    processor = (struct arch_processor *)(((uint64_t)room + ALIGNMENT - 1) & -(uint64_t)ALIGNMENT);
    *processor = (struct arch_processor){.number = running, .apic_id = apic_id, .begin = begin};
    arch_stacks_map(running);
    return processor;
}

void arch_processor_start(uint32_t apic_id, void (*begin)(void)) {
    struct arch_processor *processor = create(apic_id, begin);

    processors[0] = arch_processor();
    processors[0]->apic_id = arch_apic_id();
    if (!arch_map(ARCH_TRAMPOLINE, ARCH_TRAMPOLINE, ARCH_PRESENT | ARCH_WRITABLE))
        arch_panic("too little memory for page tables");
    write_trampoline(processor);
    if (!wake(processor))
        arch_panic("processor %u (APIC id %u) does not start", processor->number, apic_id);
    arch_timestamp_compare();
    arch_unmap(ARCH_TRAMPOLINE);
    processors[running] = processor;
    __atomic_store_n(&running, running + 1, __ATOMIC_RELEASE);
    arch_forget_elsewhere();
}

/* ---- Forgetting ---- */

static uint32_t round;

void arch_forget_here(void) {
    const uint32_t wanted = __atomic_load_n(&round, __ATOMIC_ACQUIRE);

    arch_forget_all();
    __atomic_store_n(&arch_processor()->forgot, wanted, __ATOMIC_RELEASE);
}

/* A thread may have changed page tables on more than one processor: what it changed is forgotten here, too. */
void arch_forget_elsewhere(void) {
    bool enabled;

    if (running == 1)
        return;
    enabled = arch_interrupts_enabled();
    arch_interrupts_disable();
    /* Whoever sees the round sees the tables as they are now. */
    __atomic_store_n(&round, round + 1, __ATOMIC_RELEASE);
    arch_forget_here();
    for (unsigned i = 0; i < running; i++) {
        if (processors[i] != arch_processor())
            arch_processor_interrupt(processors[i], ARCH_FORGET_VECTOR);
    }
    if (enabled)
        arch_interrupts_enable();
    for (unsigned i = 0; i < running; i++) {
        while (__atomic_load_n(&processors[i]->forgot, __ATOMIC_ACQUIRE) != round)
            arch_pause();
    }
}

/* ---- The end ---- */

static uint32_t ended_by; /* 1 + the number of the processor */

bool arch_end_claim(void) {
    uint32_t nobody = NOBODY;

    return __atomic_compare_exchange_n(&ended_by, &nobody, 1 + arch_processor()->number, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}

bool arch_end_is_mine(void) {
    return __atomic_load_n(&ended_by, __ATOMIC_ACQUIRE) == 1 + arch_processor()->number;
}

_Noreturn void arch_processor_halt(void) {
    for (;;)
        __asm__ volatile("cli; hlt");
}

/* They may have interrupts off, and hold locks: nothing that follows takes one. */
void arch_processors_stop(void) {
    for (unsigned i = 0; running > 1 && i < running; i++) {
        if (processors[i] != arch_processor())
            arch_apic_command(processors[i]->apic_id, ARCH_APIC_NMI);
    }
}

void arch_processor_stop_if_told(void) {
    if (__atomic_load_n(&ended_by, __ATOMIC_ACQUIRE) != NOBODY && !arch_end_is_mine())
        arch_processor_halt();
}
