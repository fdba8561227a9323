#ifndef INEXACT_H
#define INEXACT_H

/*
 * Sets this thread's flag of a result that was not exact. QEMU's TCG computes by the host's own floating point only
 * where it is set, as it need not be found then (QEMU's fpu/softfloat.c, "Hardfloat").
 */
INLINE_HEADER void markInexact(void) {
    enum { MXCSR_PE = 1 << 5 }; /* Intel SDM volume 1, 10.2.3 */

    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | MXCSR_PE);
}

#endif
