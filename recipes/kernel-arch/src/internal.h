/* What the files of kernel-arch know of each other and no kernel does. */
#ifndef ARCH_INTERNAL_H
#define ARCH_INTERNAL_H

#include <arch/arch.h>
#include <arch/processor.h>

/* kernel.ld: the bounds of the segments, page aligned but for the ends. */
extern char kernel_text_start[], kernel_text_end[];
extern char kernel_rodata_start[], kernel_rodata_end[];
extern char kernel_data_start[], kernel_bss_start[], kernel_bss_end[];

/* entry.S, trap.S */
extern char arch_boot_trap_stack[];
extern char arch_stubs[];
extern char arch_context_begin[];
_Noreturn void arch_start_on(uint64_t top, void (*function)(const struct arch_boot *), const struct arch_boot *boot);

/* Read what the loader left; `magic` says which protocol. Panics when it left no memory map. */
void arch_boot_read(struct arch_boot *boot, uint32_t magic, uint64_t information);

/* Note down where ACPI's tables are, if this is their root pointer. */
void arch_acpi_read(struct arch_boot *boot, const void *root);

/* Fill the IDT in, for all processors. */
void arch_traps_start(void);

/* Load a processor's GDT, TSS, GS base and the IDT. Its trap stacks are those of the image until it is guarded. */
void arch_traps_load(struct arch_processor *processor);
void arch_traps_guarded(struct arch_processor *processor);

/* Map the trap stacks and the first thread's stack of a processor. */
void arch_stacks_map(unsigned processor);

/* Physical address of the page tables. */
uint64_t arch_paging_root(void);

/* Let the running processor's entries of page tables be forgotten. */
void arch_forget_all(void);

/* The local APIC of the running processor, if it has one: open it, with the 8259's interrupts on its first input or
 * not. */
void arch_apic_open(bool external);
void arch_apic_acknowledge(void);
uint32_t arch_apic_id(void);
/* Learn how fast its timer counts; the timestamp counter's clock runs. */
void arch_local_timer_measure(void);

/* How much the timestamp counter counts in a time. */
uint64_t arch_timestamp_span(uint64_t ns);

/* Called by two processors at once: whether the clock of one is behind that of the other is looked at. */
void arch_timestamp_compare(void);

/* Write the interrupt command register. */
void arch_apic_command(uint32_t apic_id, uint32_t command);
#define ARCH_APIC_NMI 0x4400
#define ARCH_APIC_INIT 0x4500
#define ARCH_APIC_START 0x4600

/* Stop this processor for good; or all others that run. */
_Noreturn void arch_processor_halt(void);
void arch_processors_stop(void);

/* The two parts of those on the processor that is told. */
void arch_forget_here(void);
void arch_processor_stop_if_told(void);

/* Whether this processor is the first to end the guest, by an exit or a panic; no other one gets that answer. */
bool arch_end_claim(void);
bool arch_end_is_mine(void);

/* The free-running counter of the 8254, downwards at ARCH_PIT_HZ. */
uint16_t arch_pit_count(void);
/* Let it begin anew, which arch_clock_ns() cannot follow before the next arch_clock_start(); and whether it has gone
 * round since. */
void arch_pit_count_once(void);
bool arch_pit_is_over(void);
#define ARCH_PIT_HZ 1193182

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
