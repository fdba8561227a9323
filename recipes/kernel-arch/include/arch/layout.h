/* Where things are in the address space; read by C and by assembly. */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

/*
 * Up to 512 GiB: memory at its physical address, RAM only. The first 64 KiB are never mapped, so that a null pointer
 * with an offset is caught. Code and read-only data are in the image, at 1 MiB.
 */
#define ARCH_IDENTITY_END 0x8000000000
#define ARCH_LOW_RESERVED 0x10000
#define ARCH_SCREEN 0xa0000 /* and ROMs, up to the image */
#define ARCH_IMAGE_BASE 0x100000

/* 64 GiB of stacks in slots; a stack ends at the top of its slot and the unmapped rest of the slot is its guard. */
#define ARCH_STACKS 0x8000000000
#define ARCH_STACKS_END 0x9000000000
#define ARCH_STACK_SLOT 0x1000000

/* The kernel's own heap, and the program's. */
#define ARCH_KERNEL_HEAP 0x9000000000
#define ARCH_KERNEL_HEAP_END 0x9040000000
#define ARCH_HEAP 0xa000000000
#define ARCH_HEAP_END 0x10000000000

/* What the program maps. */
#define ARCH_MAPS 0x10000000000
#define ARCH_MAPS_END 0x20000000000

#define ARCH_PAGE_SIZE 0x1000
#define ARCH_LARGE_PAGE_SIZE 0x200000

/* Slot 0 holds the stacks of interrupts and traps, 64 KiB apart, selected by the number in the IDT (IST). */
#define ARCH_TRAP_STACK(processor, ist) (ARCH_STACKS + ((processor)*4 + (ist)) * 0x10000)
#define ARCH_IST_IRQ 1
#define ARCH_IST_FAULT 2
#define ARCH_IST_FATAL 3
#define ARCH_TRAP_STACK_SIZE 0x2000

/* The first thread's of each processor, in slot 1 and those behind it. */
#define ARCH_BOOT_STACK_SIZE 0x2000
#define ARCH_BOOT_STACK(processor) (ARCH_STACKS + ((processor) + UINT64_C(2)) * ARCH_STACK_SLOT)

/* Where a processor begins that another one starts: below 1 MiB, in memory that nobody else has. */
#define ARCH_TRAMPOLINE 0x8000

#define ARCH_CODE_SELECTOR 0x08
#define ARCH_DATA_SELECTOR 0x10
#define ARCH_TSS_SELECTOR 0x18
#define ARCH_CODE_DESCRIPTOR 0x00af9b000000ffff
#define ARCH_DATA_DESCRIPTOR 0x00cf93000000ffff

#define ARCH_FIRST_IRQ 32
#define ARCH_PANIC_VECTOR 48
#define ARCH_FIRST_LOCAL 49 /* of the local APIC: its timer, and what processors tell each other */
#define ARCH_TIMER_VECTOR 49
#define ARCH_WAKE_VECTOR 50
#define ARCH_FORGET_VECTOR 51
#define ARCH_SPURIOUS_VECTOR 63
#define ARCH_VECTORS 64

/* What the 32-bit entry hands to arch_start: how we were booted. */
#define ARCH_BOOT_MULTIBOOT2 0x36d76289
#define ARCH_BOOT_PVH 0x336ec578

#endif
