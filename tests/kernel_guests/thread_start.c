/*
 * Threads begin as they were told, end in their word, give their numbers and stacks back, and errors start none.
 * needs: threads
 * processors: 1 2 8
 * expect-exit: 0
 */
#include "thread.h"

enum { MANY = 20, ROUNDS = 15 };

static uint64_t blocks[MANY];
static struct joinable threads[MANY];
static uint32_t begun;
static unsigned numbers[MANY];

static uint64_t at_thread_pointer(void) {
    uint64_t value;

    __asm__ volatile("movq %%fs:0, %0" : "=r"(value));
    return value;
}

static void body(void *argument) {
    const uint64_t index = (uint64_t)argument;

    CHECK(kernel_thread_pointer_set(&blocks[index]) == 0);
    __atomic_fetch_add(&begun, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 3; i++) {
        kernel_thread_yield();
        CHECK(at_thread_pointer() == index + 1000);
    }
    numbers[index] = kernel_thread_number();
}

static void many(void) {
    for (int round = 0; round < ROUNDS; round++) {
        begun = 0;
        for (uint64_t i = 0; i < MANY; i++)
            start(&threads[i], body, (void *)i);
        for (uint64_t i = 0; i < MANY; i++)
            join(&threads[i]);
        for (uint64_t i = 0; i < MANY; i++)
            CHECK(numbers[i] == (unsigned)threads[i].number);
        CHECK(begun == MANY);
    }
}

static volatile uint64_t seen_pointer __attribute__((used)), seen_stack __attribute__((used));
static unsigned char own_stack[16384] __attribute__((aligned(4096)));
static uint32_t own_alive __attribute__((used));

/* What the ABI has where a function begins: 8 more than a multiple of 16. */
static __attribute__((naked)) void begins(void *argument) {
    (void)argument;
    __asm__("movq %rsp, seen_stack(%rip)\n"
            "movq %fs:0, %rax\n"
            "movq %rax, seen_pointer(%rip)\n"
            "movq $own_alive, %rdi\n"
            "jmp kernel_thread_exit\n");
}

static void on_a_stack_of_its_own(void) {
    const struct kernel_thread how = {.entry = begins,
                                      .stack = own_stack,
                                      .stack_size = sizeof own_stack,
                                      .thread_pointer = &blocks[7],
                                      .name = "the one with its own stack"};

    own_alive = 1;
    CHECK(kernel_thread_start(&how) == 2);
    while (__atomic_load_n(&own_alive, __ATOMIC_ACQUIRE) != 0)
        kernel_futex_wait(&own_alive, 1, in_ms(1000));
    CHECK(seen_pointer == 1007);
    CHECK(seen_stack % 16 == 8 && seen_stack > (uint64_t)own_stack &&
          seen_stack < (uint64_t)(own_stack + sizeof own_stack));
}

static void errors(void) {
    const struct kernel_thread right = {.entry = begins, .stack_size = STACK};
    struct kernel_thread wrong = right;

    wrong.entry = NULL;
    CHECK(kernel_thread_start(&wrong) == -KERNEL_EINVAL);
    wrong = right, wrong.stack_size = 4095;
    CHECK(kernel_thread_start(&wrong) == -KERNEL_EINVAL);
    wrong = right, wrong.stack_size = KERNEL_STACK_MAX + 1;
    CHECK(kernel_thread_start(&wrong) == -KERNEL_EINVAL);
    wrong = right, wrong.processors = UINT64_C(1) << 63;
    CHECK(kernel_thread_start(&wrong) == -KERNEL_EINVAL);
    wrong = right, wrong.stack = (void *)(uint64_t)&guest;
    CHECK(kernel_thread_start(&wrong) == -KERNEL_EINVAL);
    wrong = right, wrong.stack = (void *)0x10000000000;
    CHECK(kernel_thread_start(&wrong) == -KERNEL_EINVAL);
}

static void all_memory_comes_back(void) {
    CHECK(kernel_heap_move(0) > 0);
    const uint64_t before = kernel_memory_count().unused;

    many();
    CHECK(kernel_heap_move(0) > 0);
    CHECK(kernel_memory_count().unused + 65536 >= before);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_thread_number() == 1);
    for (uint64_t i = 0; i < MANY; i++)
        blocks[i] = i + 1000;
    on_a_stack_of_its_own();
    errors();
    many();
    all_memory_comes_back();
    return 0;
}
