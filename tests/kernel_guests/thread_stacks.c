/*
 * A kernel tells where the stack of each thread is, and how many threads there may be; so many there are.
 * needs: threads
 * memory: 64M
 * processors: 1 3
 * expect-exit: 0
 */
#include "thread.h"

static uint32_t go;
static _Alignas(16) char own_stack[20000];

static void check_on(const struct kernel_stack *stack) {
    char here;

    CHECK((uintptr_t)&here > stack->lowest && (uintptr_t)&here < stack->lowest + stack->size);
    *(volatile char *)stack->lowest = 1;
}

static void waits(void *argument) {
    struct kernel_stack *stack = argument;

    CHECK(kernel_thread_stack(0, stack) == 0);
    check_on(stack);
    while (__atomic_load_n(&go, __ATOMIC_ACQUIRE) == 0)
        kernel_futex_wait(&go, 0, UINT64_MAX);
}

static void let_go(void) {
    __atomic_store_n(&go, 1, __ATOMIC_RELEASE);
    kernel_futex_wake(&go, UINT32_MAX);
}

static struct kernel_stack of_thread(void *memory, size_t size) {
    struct kernel_stack own = {0, 0}, told;
    struct joinable thread = {.body = waits, .argument = &own, .alive = 1};
    const struct kernel_thread how = {
        .entry = joinable_begin, .argument = &thread, .stack = memory, .stack_size = size};

    go = 0;
    thread.number = kernel_thread_start(&how);
    CHECK(thread.number > 1 && kernel_thread_stack((unsigned)thread.number, &told) == 0);
    let_go();
    join(&thread);
    CHECK(own.lowest == told.lowest && own.size == told.size);
    return told;
}

static void idles(void *argument) {
    (void)argument;
    while (__atomic_load_n(&go, __ATOMIC_ACQUIRE) == 0)
        kernel_futex_wait(&go, 0, UINT64_MAX);
    kernel_thread_exit(NULL);
}

static void as_many_as_told(void) {
    const struct kernel_thread how = {.entry = idles, .stack_size = 4096};
    const unsigned limit = kernel_thread_limit();
    unsigned count = 1;
    long number;

    go = 0;
    while ((number = kernel_thread_start(&how)) > 0 && count < limit)
        CHECK(number == (long)++count);
    CHECK(number == -KERNEL_ENOMEM && count == limit);
    let_go();
}

static int guest(int argc, char **argv, char **envp) {
    struct kernel_stack stack;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_thread_stack(1, &stack) == 0);
    check_on(&stack);
    stack = of_thread(NULL, 10000);
    CHECK(stack.size == 12288);
    stack = of_thread(own_stack, sizeof own_stack);
    CHECK(stack.lowest == (uintptr_t)own_stack && stack.size == sizeof own_stack);
    CHECK(kernel_thread_stack(99, &stack) == -KERNEL_ESRCH && stack.size == sizeof own_stack);
    as_many_as_told();
    return 0;
}
