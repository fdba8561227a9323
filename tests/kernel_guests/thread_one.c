/*
 * A kernel that gives a program one thread says so, and the rest of the threads' calls works for that one.
 * needs: one-thread
 * expect-exit: 0
 */
#include "guest.h"

static void never(void *argument) {
    (void)argument;
    kernel_panic("a thread was started");
}

static int guest(int argc, char **argv, char **envp) {
    const struct kernel_thread second = {.entry = never, .stack_size = 65536};
    struct kernel_stack stack;
    uint64_t processors = 0;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_thread_start(&second) == -KERNEL_ENOSYS);
    CHECK(kernel_thread_number() == 1 && kernel_thread_limit() == 1);
    CHECK(kernel_thread_stack(1, &stack) == 0 && kernel_thread_stack(2, &stack) == -KERNEL_ESRCH);
    CHECK((uintptr_t)&stack > stack.lowest && (uintptr_t)&stack < stack.lowest + stack.size);
    *(volatile char *)stack.lowest = 1;
    CHECK(kernel_processor_count() == 1 && kernel_processor() == 0);
    kernel_thread_yield();
    CHECK(kernel_thread_pinned(1, &processors) == 0 && processors == 1);
    CHECK(kernel_thread_pinned(2, &processors) == -KERNEL_ESRCH);
    CHECK(kernel_thread_pin(0, 3) == 0 && kernel_thread_pin(1, 1) == 0);
    CHECK(kernel_thread_pin(0, 2) == -KERNEL_EINVAL && kernel_thread_pin(0, 0) == -KERNEL_EINVAL);
    CHECK(kernel_thread_pin(7, 1) == -KERNEL_ESRCH);
    return 0;
}
