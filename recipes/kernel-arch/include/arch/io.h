/* Instructions that C has no words for. */
#ifndef ARCH_IO_H
#define ARCH_IO_H

#include <stdbool.h>
#include <stdint.h>

static inline void arch_out8(uint16_t port, uint8_t value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void arch_out16(uint16_t port, uint16_t value) {
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void arch_out32(uint16_t port, uint32_t value) {
    __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t arch_in8(uint16_t port) {
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* Reads and writes of memory do not move across a change of the interrupt flag. */
static inline bool arch_interrupts_enabled(void) {
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0" : "=r"(flags) : : "memory");
    return flags & 0x200;
}

static inline void arch_interrupts_disable(void) {
    __asm__ volatile("cli" : : : "memory");
}

static inline void arch_interrupts_enable(void) {
    __asm__ volatile("sti" : : : "memory");
}

/* Enables interrupts and sleeps until one came: `sti` takes effect behind `hlt`, so none slips through between. */
static inline void arch_wait_for_interrupt(void) {
    __asm__ volatile("sti; hlt" : : : "memory");
}

/* Waste a moment in a loop that waits for another processor. */
static inline void arch_pause(void) {
    __asm__ volatile("pause" : : : "memory");
}

static inline uint64_t arch_timestamp(void) {
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static inline uint64_t arch_read_msr(uint32_t msr) {
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

static inline void arch_write_msr(uint32_t msr, uint64_t value) {
    __asm__ volatile("wrmsr" : : "a"((uint32_t)value), "d"((uint32_t)(value >> 32)), "c"(msr) : "memory");
}

struct arch_cpuid {
    uint32_t eax, ebx, ecx, edx;
};

/* What the processor says of itself in a leaf without subleaves, or in its first one. */
static inline struct arch_cpuid arch_cpuid(uint32_t leaf) {
    struct arch_cpuid said = {.eax = leaf};
    __asm__("cpuid" : "+a"(said.eax), "=b"(said.ebx), "+c"(said.ecx), "=d"(said.edx));
    return said;
}

#endif
