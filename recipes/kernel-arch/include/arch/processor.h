/* Processors: which there are, how the others are started, and how they are told something. */
#ifndef ARCH_PROCESSOR_H
#define ARCH_PROCESSOR_H

#include <arch/arch.h>

#define ARCH_PROCESSORS_MAX 64

struct __attribute__((packed)) arch_tss {
    uint32_t reserved0;
    uint64_t rsp[3], reserved1, ist[7], reserved2;
    uint16_t reserved3, io_map;
};

/* One processor; the GS base points to its own. */
struct arch_processor {
    struct arch_processor *self;
    void *thread; /* the kernel's, of the running thread: arch_thread reads it */
    void *kernel; /* the kernel's, of this processor */
    void (*begin)(void);
    uint32_t number;
    uint32_t apic_id;
    uint32_t is_up;
    uint32_t forgot; /* the round of arch_forget_elsewhere that it has done */
    uint64_t gdt[5];
    struct arch_tss tss;
};

static inline struct arch_processor *arch_processor(void) {
    struct arch_processor *self;
    __asm__ volatile("movq %%gs:0, %0" : "=r"(self));
    return self;
}

/* One instruction, so that a thread that is moved to another processor reads itself all the same. */
static inline void *arch_thread(void) {
    void *thread;
    __asm__ volatile("movq %%gs:8, %0" : "=r"(thread));
    return thread;
}

/* The APIC ids of the processors that the machine has, this one first, at most ARCH_PROCESSORS_MAX; returns how many.
 */
unsigned arch_processors_find(const struct arch_boot *boot, uint32_t *apic_ids);

/*
 * Start a processor with the next number, and return when it is about to call `begin`, which does not return, on the
 * stack of slot 1 + number with interrupts off. Panics when it does not start or memory is missing. Called by the
 * first processor, with interrupts off.
 */
void arch_processor_start(uint32_t apic_id, void (*begin)(void));

/* For how long it waits for one. */
extern uint64_t arch_processor_patience_ns;

/* How many run, and one of them. */
unsigned arch_processors_running(void);
struct arch_processor *arch_processor_numbered(unsigned number);

/* Interrupt another processor, or this one, with a vector from ARCH_FIRST_LOCAL on. */
void arch_processor_interrupt(const struct arch_processor *processor, unsigned vector);

/* This processor's own timer: start it once on each, then let it interrupt once in so many nanoseconds, or not at
 * all. */
void arch_local_timer_start(void);
void arch_local_timer_set(uint64_t in_ns);
void arch_local_timer_stop(void);

/*
 * The clock of all processors: the timestamp counter, whose rate the processor says, or several short windows against
 * the 8254. arch_timestamp_ns never runs backwards, from whichever processor it is read.
 */
void arch_timestamp_start(void);
uint64_t arch_timestamp_ns(void);

#endif
