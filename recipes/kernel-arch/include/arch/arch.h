/*
 * What the x86-64 machine offers to a kernel, and (upcall_*) what it asks of it. Shared by all kernels; nothing here
 * knows of threads. Functions do not block and may be called with interrupts on or off unless they say otherwise.
 */
#ifndef ARCH_ARCH_H
#define ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <arch/io.h>
#include <arch/layout.h>
#include <portable/command_line.h>
#include <portable/ranges.h>

/* What the loader told us. */
struct arch_boot {
    struct ranges memory;     /* usable RAM without the image and the first 64 KiB, page aligned, ascending */
    struct ranges firmware;   /* what the memory map calls anything else, to the byte */
    const char *command_line; /* of the loader; "" if none */
    uint64_t acpi_table;      /* RSDT, or XSDT if it is wide; 0 if the machine has none */
    bool acpi_is_wide;
};

/* Registers at an interrupt or trap, as trap.S pushes them. */
struct arch_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss;
};

/*
 * Paging. The flags are those of the processor; a page is readable and not executable unless flags say more.
 */
#define ARCH_PRESENT UINT64_C(0x1)
#define ARCH_WRITABLE UINT64_C(0x2)
#define ARCH_UNCACHED UINT64_C(0x18)
#define ARCH_LARGE UINT64_C(0x80)
#define ARCH_NO_EXECUTE (UINT64_C(1) << 63)
#define ARCH_ADDRESS UINT64_C(0x000ffffffffff000)
#define ARCH_DATA (ARCH_PRESENT | ARCH_WRITABLE | ARCH_NO_EXECUTE)

/*
 * Map one page, of 2 MiB with ARCH_LARGE. False, and nothing
 * changed, when there is none, or when the address is mapped or, for a large page, has a table for small ones.
 */
bool arch_map(uint64_t virtual_address, uint64_t physical_address, uint64_t flags);

/* Unmap the page at an address and return the entry that it had; 0 if there was none. */
uint64_t arch_unmap(uint64_t virtual_address);

/*
 * Give the page, small or large, at an address other flags; true if one is mapped. Without ARCH_PRESENT it keeps its
 * memory and may not be touched.
 */
bool arch_protect(uint64_t virtual_address, uint64_t flags);

/* Map what the large page at an address maps by small ones, with `table`, a page of memory, as their page table. */
void arch_split(uint64_t virtual_address, void *table);

/* Where the first page at or behind an address may be that is mapped: whole empty page tables are passed over. */
uint64_t arch_skip_unmapped(uint64_t virtual_address);

/* The entry that maps an address, 0 if none does; ARCH_LARGE is set in that of a 2 MiB page. */
uint64_t arch_entry(uint64_t virtual_address);

/*
 * Touch the stack below the caller, so that a page which is still missing there is mapped now and not in the midst
 * of a change to the page tables or page lists, which mapping it would enter again.
 */
static inline void arch_stack_touch(void) {
    __asm__ volatile("testb $0, -2048(%%rsp)" : : : "cc", "memory");
}

/* The parts of the image, each in whole pages; they follow each other from ARCH_IMAGE_BASE on. */
enum arch_part {
    ARCH_CODE,
    ARCH_CONSTANTS,
    ARCH_VARIABLES,
};

struct range arch_image(enum arch_part part);

/* Let other processors that run forget how addresses were mapped before; returns when they have. */
void arch_forget_elsewhere(void);

/*
 * A lock between processors, and against interrupts, for moments: whoever holds it has interrupts off and does not
 * sleep. All zeros is one that nobody holds.
 */
struct arch_lock {
    uint32_t held;
};

/* Returns whether interrupts were on, for arch_lock_release. */
static inline bool arch_lock_take(struct arch_lock *lock) {
    const bool enabled = arch_interrupts_enabled();

    arch_stack_touch();
    arch_interrupts_disable();
    /* What is read under the lock is read after it was taken, and the pause lets the holder run under icount. */
    while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE) != 0) {
        while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED) != 0)
            arch_pause();
    }
    return enabled;
}

static inline void arch_lock_release(struct arch_lock *lock, bool enabled) {
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
    if (enabled)
        arch_interrupts_enable();
}

/*
 * Save the registers of the running context on its stack, store its stack pointer in *from, and go on in the context
 * whose stack pointer is `to`. Interrupts must be off. All registers of the x87 and SSE units are saved as well.
 */
void arch_switch(uint64_t *from, uint64_t to);

/*
 * Prepare a context on the stack that ends at `top`, which must be mapped for the 1 KiB below it. Returns the stack
 * pointer for arch_switch; the context calls entry(argument) with interrupts off, and entry does not return.
 */
uint64_t arch_context(uint64_t top, void (*entry)(void *), void *argument);

/*
 * For interrupts of a processor's timer, of which *count is the number so far: every so often that processor forgets
 * its entries of page tables. None is wrong; but an emulator (QEMU: accel/tcg/cputlb.c) makes its own table of them
 * as large as a program needs only when it is emptied, and nothing else here ever does that.
 */
void arch_forget_seldom(unsigned *count);

/* The FS base of this processor, by which the psABI finds thread-local variables. False if it can be no address. */
bool arch_thread_pointer_set(uint64_t address);

/* The interrupt controllers: lines 0 to 15, all masked at the start. */
void arch_irq_unmask(unsigned line);
void arch_irq_mask(unsigned line);

/* Time since arch_start in nanoseconds; never runs backwards. Must be called, or ticks taken, every 50 ms. */
uint64_t arch_clock_ns(void);

/* Let line 0 interrupt `hz` times a second. */
void arch_timer_start(unsigned hz);

/* The processor's timestamp counter when the loader jumped to the kernel. */
extern uint64_t arch_entry_timestamp;

/* Seconds since 1970 by the real-time clock; 0 when the machine has none. */
int64_t arch_rtc_seconds(void);

/* The console: the serial line COM1 and VGA text, each where the machine has it. */
enum arch_console {
    ARCH_CONSOLE_SERIAL = 1,
    ARCH_CONSOLE_VGA = 2,
};

/* Write to all of them that the machine has. */
void arch_console_start(void);

/* Write to those named in the value of the parameter `console=`. Panics about one that is unknown or not there. */
void arch_console_choose(const char *names);

/* Which are written to. */
unsigned arch_consoles(void);

/* Write bytes; returns when the devices took them. */
void arch_console_write(const char *bytes, size_t count);

/* The lines of the serial port and of the keyboard controller. */
#define ARCH_IRQ_TIMER 0
#define ARCH_IRQ_KEYBOARD 1
#define ARCH_IRQ_SERIAL 4

/*
 * Switch the serial line's receive interrupt; while it is off the device holds the sender back. The first time the
 * host is told, by the line `guestpipe listening serial` on the control port.
 */
void arch_serial_listen(bool on);

/* A byte that the serial line received, or -1. */
int arch_serial_read(void);

/* Whether the machine has a keyboard controller; switches its interrupt on. */
bool arch_keyboard_start(void);

/* The character of the next key press that stands for one (US layout), or -1 when nothing is waiting. */
int arch_keyboard_read(void);

/* Move, clear and query the text cursor of the VGA screen; the attribute is that of what is written next. */
void arch_vga_clear(void);
void arch_vga_cursor(unsigned *row, unsigned *column);
bool arch_vga_move(unsigned row, unsigned column);
uint8_t arch_vga_attribute(void);
void arch_vga_set_attribute(uint8_t attribute);

/*
 * Read the command lines of image and loader, and choose the consoles that they name. Panics about one that is wrong.
 * Called once, when the kernel's heap works.
 */
const struct command_line *arch_arguments(const char *from_loader);

/* Tell the host the exit status, of which the low 8 bits count, and power the machine off. */
_Noreturn void arch_exit(int status);

/* Print what happened, the registers and a backtrace, and power off as a guest that died. */
_Noreturn void arch_panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, for registers that were saved before. */
_Noreturn void arch_panic_at(const struct arch_frame *frame, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- What the kernel supplies ---- */

/*
 * The lock of memory, held by the thread that changes page tables or the kernel's heap; whoever wants it meanwhile
 * sleeps. Not for interrupt handlers.
 */
void upcall_memory_lock(void);
void upcall_memory_unlock(void);

/* Whether an address without a page is in the current thread's stack and gets one when it is touched. */
bool upcall_is_growing_stack(uint64_t address);

/* Start the kernel, on a stack of its own in slot 1 of the stacks, with interrupts off. Does not return. */
_Noreturn void upcall_start(const struct arch_boot *boot);

/*
 * Interrupts (vector ARCH_FIRST_IRQ + line, acknowledged already) on the stack of the interrupted thread, and
 * exceptions on a stack of their own, with interrupts off. False if nobody wants it: an exception then is a panic.
 */
bool upcall_interrupt(struct arch_frame *frame);

/* Whose stack has its guard at this address, such as "thread 3"; a null pointer if it is no guard. */
const char *upcall_stack_owner(uint64_t address);

#endif
