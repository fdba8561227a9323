#include <arch/arch.h>

#include "host.h"

bool host_interrupts = true;
jmp_buf host_panic;

_Noreturn void arch_panic(const char *format, ...) {
    (void)format;
    host_interrupts = true;
    longjmp(host_panic, 1);
}
