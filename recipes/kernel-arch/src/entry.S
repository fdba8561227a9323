/*
 * From the loader to arch_start: two 32-bit entries, long mode, the first page tables. Both come with paging off, flat
 * segments and interrupts off.
 */
#include <arch/layout.h>
#include <guest/kernel.h>

#define MULTIBOOT2_HEADER 0xe85250d6

    .section .note.Xen, "a", @note
    .balign 4
    .long 4, 4, 18                  /* XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .long kernel_entry_pvh

    .section .note.guestpipe, "a", @note
    .balign 4
    .long 10, 4, KERNEL_NOTE_INTERFACE
    .asciz "guestpipe"
    .balign 4
    .long KERNEL_INTERFACE_VERSION

/* The first byte of the image: eax = Multiboot2's magic number, ebx = its information. */
    .section .text.kernel_entry, "ax"
    .code32
    .globl kernel_entry
    .type kernel_entry, @function
kernel_entry:
    jmp multiboot2

    .balign 8
header:
    .long MULTIBOOT2_HEADER, 0, header_end - header
    .long -(MULTIBOOT2_HEADER + 0 + (header_end - header))
    .word 0, 0
    .long 8
header_end:

/* ebx = struct hvm_start_info. Who boots this way loaded an ELF file, and so cleared bss. */
    .globl kernel_entry_pvh
    .type kernel_entry_pvh, @function
kernel_entry_pvh:
    movl $ARCH_BOOT_PVH, %ebp
    rdtsc
    jmp long_mode

/* A loader of flat files does not know where bss is. */
multiboot2:
    movl %eax, %ebp
    rdtsc
    movl %eax, %esi
    movl $kernel_bss_start, %edi
    movl $kernel_bss_end, %ecx
    subl %edi, %ecx
    shrl $2, %ecx
    xorl %eax, %eax
    cld
    rep stosl
    movl %esi, %eax

long_mode:                          /* edx:eax = timestamp at the entry */
    cld
    movl %eax, arch_entry_timestamp
    movl %edx, arch_entry_timestamp + 4
    movl $boot_stack_end, %esp
    pushl %ebx                      /* cpuid changes it */
    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb unfit
    movl $0x80000001, %eax
    cpuid
    andl $(1 << 29 | 1 << 20), %edx /* long mode, no-execute */
    cmpl $(1 << 29 | 1 << 20), %edx
    jne unfit

    /* The first GiB at its physical address, until paging.c has built the real tables. */
    movl $boot_pdpt + 3, boot_pml4
    movl $boot_pd + 3, boot_pdpt
    movl $boot_pd, %edi
    movl $0x83, %eax
1:  movl %eax, (%edi)
    addl $8, %edi
    addl $ARCH_LARGE_PAGE_SIZE, %eax
    cmpl $0x40000083, %eax
    jne 1b

    movl $(1 << 5 | 1 << 9 | 1 << 10), %eax /* PAE, OSFXSR, OSXMMEXCPT */
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx          /* EFER: LME, NXE */
    rdmsr
    orl $(1 << 8 | 1 << 11), %eax
    wrmsr
    movl $0x80010033, %eax          /* PG WP NE ET MP PE: caches on, writes to read-only pages trap in ring 0 too */
    movl %eax, %cr0
    popl %esi
    lgdt gdt_pointer
    ljmp $ARCH_CODE_SELECTOR, $entry64

/* Say so where a host looks: control port and serial line. */
unfit:
    movl $unfit_message, %esi
1:  lodsb
    testb %al, %al
    jz 2f
    outb %al, $0xe9
    movw $0x3f8, %dx
    outb %al, %dx
    jmp 1b
2:  movb $0x7f, %al
    outb %al, $0xf4
3:  cli
    hlt
    jmp 3b
unfit_message:
    .asciz "guestpipe panic this processor has no 64-bit mode or no NX\n"

    .code64
entry64:
    movl $ARCH_DATA_SELECTOR, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    movl $boot_stack_end, %esp
    movl %ebp, %edi
    movl %esi, %esi
    xorl %ebp, %ebp                 /* the backtrace ends here */
    fninit
    call arch_start
    ud2

/* In use until traps.c loads the processor's own. */
    .section .rodata.boot_gdt, "a"
    .balign 8
boot_gdt:                           /* descriptors have their accessed bit */
    .quad 0
    .quad ARCH_CODE_DESCRIPTOR
    .quad ARCH_DATA_DESCRIPTOR
gdt_pointer:
    .word gdt_pointer - boot_gdt - 1
    .quad boot_gdt

    .section .bss.boot_tables, "aw", @nobits
    .balign ARCH_PAGE_SIZE
boot_pml4:
    .skip ARCH_PAGE_SIZE
boot_pdpt:
    .skip ARCH_PAGE_SIZE
boot_pd:
    .skip ARCH_PAGE_SIZE

    .section .bss.arch_entry_timestamp, "aw", @nobits
    .balign 8
    .globl arch_entry_timestamp
arch_entry_timestamp:
    .skip 8

/* In use only until arch_start has built the guarded stacks; traps until then use the lower half. */
    .section .bss.boot_stack, "aw", @nobits
    .balign 16
    .skip 2048
    .globl arch_boot_trap_stack
arch_boot_trap_stack:
    .skip 4096
boot_stack_end:
