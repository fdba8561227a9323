/* What the files of kernel-arch know of each other and no kernel does. */
#ifndef ARCH_INTERNAL_H
#define ARCH_INTERNAL_H

#include <arch/arch.h>

/* kernel.ld: the bounds of the segments, page aligned but for the ends. */
extern char kernel_text_start[], kernel_text_end[];
extern char kernel_rodata_start[], kernel_rodata_end[];
extern char kernel_data_start[], kernel_bss_start[], kernel_bss_end[];

/* entry.S, trap.S */
extern uint64_t arch_gdt[5];
extern char arch_boot_trap_stack[];
extern char arch_stubs[];
extern char arch_context_begin[];
_Noreturn void arch_start_on(uint64_t top, void (*function)(const struct arch_boot *), const struct arch_boot *boot);

/* Read what the loader left; `magic` says which protocol. Panics when it left no memory map. */
void arch_boot_read(struct arch_boot *boot, uint32_t magic, uint64_t information);

/* Load GDT, TSS and IDT; the trap stacks are those of the image until arch_traps_guarded. */
void arch_traps_start(void);
void arch_traps_guarded(void);

/* Panic with the message that arch_panic has made, for the registers at its trap. */
_Noreturn void arch_panic_trap(const struct arch_frame *frame);

/* Build the page tables and use them. */
void arch_paging_start(const struct arch_boot *boot);

void arch_pic_start(void);
/* Acknowledge a line; false if the interrupt was spurious. */
bool arch_pic_acknowledge(unsigned line);

void arch_clock_start(void);

/* The devices behind the console. */
bool arch_serial_probe(void);
void arch_serial_start(void);
void arch_serial_write(const char *bytes, size_t count);
void arch_serial_drain(void);
bool arch_vga_probe(void);
/* Use what consoles there are if none is in use yet. */
void arch_console_or_any(void);
void arch_vga_write(const char *bytes, size_t count);

/* One line to the host, on the control port. */
void arch_control(const char *verb, const char *text);

#define ARCH_CONTROL_PORT 0xe9
#define ARCH_VGA_TEXT 0xb8000

/* Power the machine off; of the status isa-debug-exit keeps 7 bits. */
_Noreturn void arch_power_off(int status);
#define ARCH_STATUS_PANIC 0x7f

#endif
