/*
 * Where a processor begins that another one starts: in real mode, at the page that the start message named. It is a copy
 * at ARCH_TRAMPOLINE, which the page tables map at the same address.
 */
#include <arch/layout.h>

#define CODE32_SELECTOR 0x18
#define HERE(label) (ARCH_TRAMPOLINE + (label) - arch_trampoline)

    .section .rodata.arch_trampoline, "a"
    .balign 16
    .globl arch_trampoline
arch_trampoline:
    .code16
    cli
    cld
    xorw %ax, %ax
    movw %ax, %ds
    lgdtl HERE(gdt_pointer)
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmpl $CODE32_SELECTOR, $HERE(protected)

    .code32
protected:
    movl $ARCH_DATA_SELECTOR, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $(1 << 5 | 1 << 9 | 1 << 10), %eax /* PAE, OSFXSR, OSXMMEXCPT: as in entry.S */
    movl %eax, %cr4
    movl HERE(arch_trampoline_root), %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx          /* EFER: LME, NXE */
    rdmsr
    orl $(1 << 8 | 1 << 11), %eax
    wrmsr
    movl $0x80010033, %eax          /* PG WP NE ET MP PE; what INIT sets, caches off, is clear */
    movl %eax, %cr0
    ljmpl $ARCH_CODE_SELECTOR, $HERE(long_mode)

    .code64
long_mode:
    movq arch_trampoline_stack(%rip), %rsp
    movq arch_trampoline_processor(%rip), %rdi
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    xorl %ebp, %ebp                 /* the backtrace ends here */
    fninit
    movq $arch_processor_begin, %rax
    call *%rax
    ud2

    .balign 8
    .globl arch_trampoline_root, arch_trampoline_stack, arch_trampoline_processor
arch_trampoline_root:
    .quad 0
arch_trampoline_stack:
    .quad 0
arch_trampoline_processor:
    .quad 0
gdt:
    .quad 0
    .quad ARCH_CODE_DESCRIPTOR
    .quad ARCH_DATA_DESCRIPTOR
    .quad 0x00cf9b000000ffff        /* CODE32_SELECTOR */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long HERE(gdt)
    .globl arch_trampoline_end
arch_trampoline_end:
