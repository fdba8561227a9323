/* Interrupts and traps, from the processor to C and back; the switch between contexts. */
#include <arch/layout.h>

    .section .text.arch_stubs, "ax"
    .globl arch_stubs
    .type arch_stubs, @function

/* One stub of 16 bytes for each vector; all leave the same frame, with 0 where the processor pushes no error code. */
    .balign 16
arch_stubs:
    .set vector, 0
    .rept ARCH_VECTORS
    .balign 16
    .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30)
    pushq $0
    .endif
    pushq $vector
    .if vector >= ARCH_FIRST_IRQ && vector != ARCH_PANIC_VECTOR
    jmp irq
    .else
    jmp trap
    .endif
    .set vector, vector + 1
    .endr
    .org arch_stubs + ARCH_VECTORS * 16 /* an error if a stub was longer */

/*
 * The processor took the interrupt on a stack of its own, because code that is not ours (libgcc) keeps data in the 128
 * bytes below its stack pointer. Move the frame below those onto the stack of the interrupted thread: there the thread
 * can be switched away, and the next interrupt finds the first stack empty.
 */
irq:
    pushq %rax
    movq 48(%rsp), %rax             /* the interrupted rsp */
    subq $128, %rax
    andq $-16, %rax
    subq $64, %rax
    popq (%rax)                     /* rax */
    popq 8(%rax)                    /* vector */
    popq 16(%rax)                   /* error */
    popq 24(%rax)                   /* rip */
    popq 32(%rax)                   /* cs */
    popq 40(%rax)                   /* rflags */
    popq 48(%rax)                   /* rsp */
    popq 56(%rax)                   /* ss */
    movq %rax, %rsp
    popq %rax

trap:
    cld
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, %rdi
    xorl %ebp, %ebp
    movq %rsp, %rbx
    andq $-16, %rsp
    call arch_trap
    movq %rbx, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp                  /* vector, error */
    iretq

    .section .text.arch_switch, "ax"
    .globl arch_switch
    .type arch_switch, @function
arch_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    subq $520, %rsp                 /* aligns to 16 */
    fxsave64 (%rsp)
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    fxrstor64 (%rsp)
    addq $520, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret

/* Where a context of arch_context begins: rbx = entry, r12 = argument, rbp = 0. */
    .section .text.arch_context_begin, "ax"
    .globl arch_context_begin
    .type arch_context_begin, @function
arch_context_begin:
    movq %r12, %rdi
    call *%rbx
    ud2

/* arch_start_on(top, function, argument): leave this stack for another and do not come back. */
    .section .text.arch_start_on, "ax"
    .globl arch_start_on
    .type arch_start_on, @function
arch_start_on:
    movq %rdi, %rsp
    movq %rdx, %rdi
    xorl %ebp, %ebp
    call *%rsi
    ud2
