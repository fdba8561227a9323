/* Where the process begins, where a thread begins and ends, and the way back from the timer's signal. */
.section .text.kernel_entry, "ax"
.globl kernel_entry
kernel_entry:
    xorl %ebp, %ebp
    movq %rsp, %rdi
    andq $-16, %rsp
    call kernel_linux_main

/* long kernel_linux_clone(flags, stack, parent, pointer, entry, argument) */
.globl kernel_linux_clone
kernel_linux_clone:
    subq $16, %rsi
    movq %r8, 0(%rsi)
    movq %r9, 8(%rsi)
    movq %rcx, %r8
    xorl %r10d, %r10d
    movl $56, %eax
    syscall
    testq %rax, %rax
    jz 1f
    ret
1:  xorl %ebp, %ebp
    popq %rax
    popq %rdi
    call *%rax
    hlt

/* kernel_linux_leave(stack, function, argument): go on there, and never come back. */
.globl kernel_linux_leave
kernel_linux_leave:
    movq %rdi, %rsp
    xorl %ebp, %ebp
    movq %rdx, %rdi
    call *%rsi
    hlt

.globl kernel_linux_return
kernel_linux_return:
    movl $15, %eax
    syscall
    hlt
