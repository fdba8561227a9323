/*
 * The contract of <guest/kernel.h> as a process of Linux: a guest's own objects run as they are, with real threads on
 * real processors, and without an emulator.
 */
#include "calls.h"

#include <guest/kernel.h>

enum { HEAP = 1 << 30, CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1, CLOCK_PROCESS = 2, CLOCK_THREAD = 3 };

void (*volatile kernel_linux_hook)(void);
static uint32_t hooked; /* while the hook runs, which may have unset itself */
void kernel_linux_primary(uintptr_t top);
void kernel_linux_return(void);

static char *heap, *heap_end;
static uint32_t told; /* how often the timer's hook was called */
static int timer;
static int primary;

int kernel_linux_is_hooked(void) {
    return kernel_linux_hook != 0 || __atomic_load_n(&hooked, __ATOMIC_SEQ_CST);
}

static uint64_t clock(int number) {
    struct linux_time time;

    call(SYS_clock_gettime, number, &time);
    return (uint64_t)time.seconds * 1000000000 + (uint64_t)time.nanoseconds;
}

void kernel_exit(int status) {
    call(SYS_exit_group, status & 255);
    __builtin_trap();
}

void kernel_panic(const char *message) {
    size_t length = 0;

    while (message[length] != 0)
        length++;
    call(SYS_write, 2, "panic: ", 7);
    call(SYS_write, 2, message, length);
    call(SYS_write, 2, "\n", 1);
    kernel_exit(127);
}

long kernel_console_write(const void *bytes, size_t count) {
    size_t done = 0;

    while (done < count) {
        const long wrote = call(SYS_write, 1, (const char *)bytes + done, count - done);
        if (wrote == -14)
            return -KERNEL_EINVAL;
        if (wrote > 0)
            done += (size_t)wrote;
    }
    return (long)count;
}

long kernel_console_read(void *bytes, size_t count) {
    long got;

    do
        got = call(SYS_read, 0, bytes, count);
    while (got == -4);
    return got < 0 ? -KERNEL_EINVAL : got;
}

long kernel_heap_move(ptrdiff_t delta) {
    char *old = heap_end;

    if (delta % 16 != 0 || old + delta < heap)
        return -KERNEL_EINVAL;
    if (old + delta > heap + HEAP)
        return -KERNEL_ENOMEM;
    heap_end = old + delta;
    for (char *byte = heap_end; delta < 0 && byte < old; byte++)
        *byte = 0;
    return (long)old;
}

long kernel_memory_map(uintptr_t address, size_t size, unsigned access) {
    /* At 2 MiB, as kernels do it for large ones: take more and give back. */
    const uintptr_t step = size >= 0x200000 ? 0x200000 : 4096;
    const long got = call(SYS_mmap, address, size + step, access, 0x22 | (access == 0 ? 0x4000 : 0), -1, 0);
    const uintptr_t start = ((uintptr_t)got + step - 1) & -step;

    if (size == 0 || size % 4096 != 0)
        return -KERNEL_EINVAL;
    if (got < 0 && got > -4096)
        return -KERNEL_ENOMEM;
    if (start != (uintptr_t)got)
        call(SYS_munmap, got, start - (uintptr_t)got);
    if (start + size != (uintptr_t)got + size + step)
        call(SYS_munmap, start + size, (uintptr_t)got + step - start);
    return (long)start;
}

int kernel_memory_unmap(uintptr_t address, size_t size) {
    return call(SYS_munmap, address, size) < 0 ? -KERNEL_EINVAL : 0;
}

int kernel_memory_protect(uintptr_t address, size_t size, unsigned access) {
    return call(SYS_mprotect, address, size, access) < 0 ? -KERNEL_ENOMEM : 0;
}

struct kernel_memory kernel_memory_count(void) {
    return (struct kernel_memory){.total = 1 << 30, .unused = 1 << 29};
}

uint64_t kernel_clock_monotonic_ns(void) {
    return clock(CLOCK_MONOTONIC);
}

int64_t kernel_clock_realtime_ns(void) {
    return (int64_t)clock(CLOCK_REALTIME);
}

uint64_t kernel_clock_busy_ns(void) {
    return clock(CLOCK_PROCESS);
}

uint64_t kernel_clock_thread_ns(void) {
    return clock(CLOCK_THREAD);
}

static void on_signal(int number) {
    void (*hook)(void) = kernel_linux_hook;

    (void)number;
    __atomic_fetch_add(&told, 1, __ATOMIC_SEQ_CST);
    if (hook == 0)
        return;
    __atomic_store_n(&hooked, 1, __ATOMIC_SEQ_CST);
    hook();
    __atomic_store_n(&hooked, 0, __ATOMIC_SEQ_CST);
}

static void settle(uint64_t interval_ns) {
    const int64_t seconds = (int64_t)(interval_ns / 1000000000), rest = (int64_t)(interval_ns % 1000000000);
    const struct linux_time both[2] = {{seconds, rest}, {seconds, rest}};

    call(SYS_timer_settime, timer, 0, both, 0);
}

int kernel_timer_hook(void (*hook)(void), uint64_t interval_ns) {
    if (hook != 0 && interval_ns == 0)
        return -KERNEL_EINVAL;
    kernel_linux_hook = hook;
    settle(hook == 0 ? 0 : interval_ns);
    return 0;
}

unsigned kernel_wait(unsigned events, uint64_t until_ns) {
    static __attribute__((aligned(4))) uint32_t seen; /* what the primary thread was told of */

    for (;;) {
        struct {
            int descriptor;
            short wanted, ready;
        } console = {0, 1, 0};
        const uint64_t now = clock(CLOCK_MONOTONIC), rest = until_ns > now ? until_ns - now : 0;
        const struct linux_time time = {(int64_t)(rest / 1000000000), (int64_t)(rest % 1000000000)};
        const uint32_t count = __atomic_load_n(&told, __ATOMIC_SEQ_CST);

        if (events & KERNEL_TIMER && kernel_thread_number() == 1 && seen != count) {
            seen = count;
            return KERNEL_TIMER;
        }
        call(SYS_ppoll, &console, events & KERNEL_CONSOLE_INPUT ? 1 : 0, until_ns == UINT64_MAX ? 0 : &time, 0);
        if (console.ready != 0)
            return KERNEL_CONSOLE_INPUT;
        if (until_ns != UINT64_MAX && clock(CLOCK_MONOTONIC) >= until_ns)
            return 0;
    }
}

static void prepare_timer(void) {
    struct {
        void (*handler)(int);
        uint64_t flags;
        void (*restorer)(void);
        uint64_t mask;
    } action = {on_signal, 0x04000000 | 0x10000000, kernel_linux_return, 0};
    struct {
        uint64_t value;
        int signal, notify, thread;
        char rest[44];
    } event = {0, 34, 4, primary, {0}};

    call(SYS_rt_sigaction, 34, &action, 0, 8);
    call(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer);
}

_Noreturn void kernel_linux_main(long *stack);

void kernel_linux_main(long *stack) {
    const int count = (int)stack[0];
    char **arguments = (char **)(stack + 1);

    heap = heap_end = (char *)call(SYS_mmap, 0, HEAP, 3, 0x4022, -1, 0);
    primary = (int)call(SYS_gettid, 0);
    kernel_linux_primary(((uintptr_t)stack | 4095) + 1);
    prepare_timer();
    program_start(count, arguments, arguments + count + 1);
}
