/* System calls of Linux, without a C library: the guest brings its own. */
#ifndef KERNEL_LINUX_CALLS_H
#define KERNEL_LINUX_CALLS_H

#include <stdint.h>

enum {
    SYS_read = 0,
    SYS_write = 1,
    SYS_poll = 7,
    SYS_mmap = 9,
    SYS_mprotect = 10,
    SYS_munmap = 11,
    SYS_rt_sigaction = 13,
    SYS_rt_sigreturn = 15,
    SYS_sched_yield = 24,
    SYS_arch_prctl = 158,
    SYS_gettid = 186,
    SYS_futex = 202,
    SYS_sched_setaffinity = 203,
    SYS_sched_getaffinity = 204,
    SYS_set_tid_address = 218,
    SYS_timer_create = 222,
    SYS_timer_settime = 223,
    SYS_clock_gettime = 228,
    SYS_exit = 60,
    SYS_getpid = 39,
    SYS_exit_group = 231,
    SYS_ppoll = 271,
};

static inline long call6(long number, long a, long b, long c, long d, long e, long f) {
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#define call(number, ...) call_(number, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define call_(number, a, b, c, d, e, f, ...)                                                                         \
    call6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

struct linux_time {
    int64_t seconds, nanoseconds;
};

#endif
