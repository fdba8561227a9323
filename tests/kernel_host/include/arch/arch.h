/* The machine for kernel code that is tested on the host: interrupts are a flag, a panic ends the test or is awaited.
 */
#ifndef ARCH_ARCH_H
#define ARCH_ARCH_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <arch/layout.h>
#include <portable/ranges.h>

struct arch_frame {
    uint64_t vector, error;
};

struct arch_boot {
    struct ranges memory, firmware;
    const char *command_line;
    uint64_t acpi_table;
    bool acpi_is_wide;
};

struct arch_processor;
void arch_forget_seldom(unsigned *count);
bool arch_thread_pointer_set(uint64_t address);

#define ARCH_PRESENT UINT64_C(0x1)
#define ARCH_WRITABLE UINT64_C(0x2)
#define ARCH_NO_EXECUTE (UINT64_C(1) << 63)
#define ARCH_DATA UINT64_C(0x3)

extern bool host_interrupts;
extern jmp_buf host_panic;

/* Whether `statement` panics. */
#define PANICS(statement) (setjmp(host_panic) == 0 ? ((statement), false) : true)

static inline bool arch_interrupts_enabled(void) {
    return host_interrupts;
}

static inline void arch_interrupts_disable(void) {
    host_interrupts = false;
}

static inline void arch_interrupts_enable(void) {
    host_interrupts = true;
}

static inline void arch_wait_for_interrupt(void) {
    abort();
}

static inline void arch_stack_touch(void) {
}

struct arch_lock {
    uint32_t held;
};

static inline bool arch_lock_take(struct arch_lock *lock) {
    const bool enabled = host_interrupts;

    host_interrupts = false;
    if (lock->held++ != 0)
        abort();
    return enabled;
}

static inline void arch_lock_release(struct arch_lock *lock, bool enabled) {
    lock->held--;
    host_interrupts = enabled;
}

struct arch_cpuid {
    uint32_t eax, ebx, ecx, edx;
};

struct arch_cpuid arch_cpuid(uint32_t leaf);
uint64_t arch_timestamp(void);
void arch_pause(void);
uint64_t arch_clock_ns(void);
void arch_out8(uint16_t port, uint8_t value);
uint8_t arch_in8(uint16_t port);
#define ARCH_IRQ_TIMER 0
void arch_irq_unmask(unsigned line);
enum arch_part {
    ARCH_CODE,
    ARCH_CONSTANTS,
    ARCH_VARIABLES,
};

struct range arch_image(enum arch_part part);
void upcall_memory_lock(void);
void upcall_memory_unlock(void);
uint64_t arch_entry(uint64_t virtual_address);
bool arch_map(uint64_t virtual_address, uint64_t physical_address, uint64_t flags);
void arch_switch(uint64_t *from, uint64_t to);
uint64_t arch_context(uint64_t top, void (*entry)(void *), void *argument);
_Noreturn void arch_panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void arch_panic_at(const struct arch_frame *frame, const char *format, ...);
const char *upcall_stack_owner(uint64_t address);

#endif
