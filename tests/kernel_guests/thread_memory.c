/*
 * Threads map, protect and unmap on all processors at once: none sees another's memory or what was there before; one
 * takes all there is, and the others go on when it has given it back.
 * needs: threads
 * memory: 48M
 * processors: 1 2 4
 * expect-exit: 0
 */
#include "thread.h"

enum { THREADS = 4, ROUNDS = 60, RW = KERNEL_READ | KERNEL_WRITE };

static uint64_t *shared;
static uint32_t round_now, seen_by;

static void uses(void *argument) {
    const uint64_t mine = (uint64_t)argument + 1;

    for (uint64_t round = 0; round < ROUNDS; round++) {
        const size_t size = (1 + (mine * 7 + round * 13) % 40) * KERNEL_PAGE_SIZE;
        const long at = kernel_memory_map(0, size, RW);
        if (at == -KERNEL_ENOMEM) {
            kernel_thread_yield();
            continue;
        }
        CHECK(at > 0);
        volatile uint64_t *words = (volatile uint64_t *)at;
        for (size_t i = 0; i < size / sizeof *words; i += 64) {
            CHECK(words[i] == 0);
            words[i] = mine;
        }
        CHECK(kernel_memory_protect((uintptr_t)at, size, KERNEL_READ) == 0);
        kernel_thread_yield();
        for (size_t i = 0; i < size / sizeof *words; i += 64)
            CHECK(words[i] == mine);
        CHECK(kernel_memory_unmap((uintptr_t)at, size) == 0);
    }
}

/* All there is, in pieces that are linked, and back. */
static void takes_all(void *argument) {
    long *last = NULL;

    (void)argument;
    for (size_t size = 1 << 20; size >= KERNEL_PAGE_SIZE; size /= 2) {
        long at;
        while ((at = kernel_memory_map(0, size, RW)) > 0) {
            ((long *)at)[0] = (long)last;
            ((long *)at)[1] = (long)size;
            last = (long *)at;
        }
        CHECK(at == -KERNEL_ENOMEM);
    }
    CHECK(last != NULL);
    while (last != NULL) {
        long *const next = (long *)last[0];
        CHECK(kernel_memory_unmap((uintptr_t)last, (size_t)last[1]) == 0);
        last = next;
    }
}

/* What one thread maps anew at an address, another that has read there before sees anew. */
static void watches(void *argument) {
    (void)argument;
    for (uint32_t round = 1; round <= ROUNDS; round++) {
        uint32_t now;
        while ((now = __atomic_load_n(&round_now, __ATOMIC_ACQUIRE)) < round)
            kernel_futex_wait(&round_now, now, UINT64_MAX);
        CHECK(*(volatile uint64_t *)shared == round);
        __atomic_store_n(&seen_by, round, __ATOMIC_RELEASE);
        kernel_futex_wake(&seen_by, 1);
    }
}

static void maps_anew(void) {
    const uintptr_t at = 0x15000000000;
    struct joinable watcher;
    long filler[ROUNDS];

    shared = (uint64_t *)at;
    start_on(&watcher, watches, NULL, UINT64_C(1) << (kernel_processor_count() - 1));
    for (uint32_t round = 1; round <= ROUNDS; round++) {
        uint32_t now;
        CHECK(kernel_memory_map(at, KERNEL_PAGE_SIZE, RW) == (long)at && *shared == 0);
        *shared = round;
        __atomic_store_n(&round_now, round, __ATOMIC_RELEASE);
        kernel_futex_wake(&round_now, 1);
        while ((now = __atomic_load_n(&seen_by, __ATOMIC_ACQUIRE)) < round)
            kernel_futex_wait(&seen_by, now, UINT64_MAX);
        CHECK(kernel_memory_unmap(at, KERNEL_PAGE_SIZE) == 0);
        /* The page that was there goes elsewhere. */
        filler[round - 1] = kernel_memory_map(0, KERNEL_PAGE_SIZE, RW);
        *(uint64_t *)filler[round - 1] = UINT64_MAX;
    }
    join(&watcher);
    for (int i = 0; i < ROUNDS; i++)
        CHECK(kernel_memory_unmap((uintptr_t)filler[i], KERNEL_PAGE_SIZE) == 0);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable threads[THREADS], greedy;

    (void)argc, (void)argv, (void)envp;
    maps_anew();
    for (uint64_t i = 0; i < THREADS; i++)
        start(&threads[i], uses, (void *)i);
    start(&greedy, takes_all, NULL);
    for (int i = 0; i < THREADS; i++)
        join(&threads[i]);
    join(&greedy);
    return 0;
}
