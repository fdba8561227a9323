/*
 * Futexes: one list of those that wait, so that who was woken is known at once, and with it whether anybody could
 * still wake the others.
 */
#include "futexes.h"

#include "calls.h"

#include <guest/kernel.h>

enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_WAIT_BITSET = 9, SYS_rt_sigprocmask = 14 };

struct waiter {
    const uint32_t *word;
    int is_endless;
    uint32_t woken;
    struct waiter *next;
};

static struct waiter *first, **last = &first;
static uint32_t endless, lock;

/* With the timer's signal held off: its hook may wake as well. Returns the signals that were held off. */
static uint64_t begin(void) {
    const uint64_t all = UINT64_MAX;
    uint64_t before;

    call(SYS_rt_sigprocmask, 0, &all, &before, 8);
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE) != 0)
        call(SYS_sched_yield, 0);
    return before;
}

static void end(uint64_t before) {
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
    call(SYS_rt_sigprocmask, 2, &before, 0, 8);
}

static void unlink(struct waiter **place) {
    struct waiter *waiter = *place;

    *place = waiter->next;
    if (last == &waiter->next)
        last = place;
    endless -= (uint32_t)waiter->is_endless;
}

static unsigned wake(const uint32_t *word, unsigned count) {
    unsigned woken = 0;

    for (struct waiter **place = &first; *place != 0 && woken < count;) {
        struct waiter *waiter = *place;
        if (waiter->word != word) {
            place = &waiter->next;
            continue;
        }
        unlink(place);
        woken++;
        uint32_t *flag = &waiter->woken; /* the waiter may be gone once it is set */
        __atomic_store_n(flag, 1, __ATOMIC_RELEASE);
        call(SYS_futex, flag, FUTEX_WAKE, 1, 0, 0, 0);
    }
    return woken;
}

unsigned kernel_futex_wake(const uint32_t *word, unsigned count) {
    const uint64_t before = begin();
    const unsigned woken = wake(word, count);

    end(before);
    return woken;
}

/* Sleep until the flag is set; whether that was before the time. */
static int sleep(struct waiter *waiter, uint64_t until_ns) {
    const struct linux_time until = {(int64_t)(until_ns / 1000000000), (int64_t)(until_ns % 1000000000)};

    while (__atomic_load_n(&waiter->woken, __ATOMIC_ACQUIRE) == 0) {
        if (call(SYS_futex, &waiter->woken, FUTEX_WAIT_BITSET, 0, waiter->is_endless ? 0 : &until, 0, -1) == -110)
            return 0;
    }
    return 1;
}

/* Leave the list, if nobody was quicker and woke the caller. */
static int give_up(struct waiter *waiter) {
    const uint64_t before = begin();
    struct waiter **place = &first;

    while (*place != 0 && *place != waiter)
        place = &(*place)->next;
    const int was_woken = *place == 0;
    if (!was_woken)
        unlink(place);
    end(before);
    return was_woken;
}

int kernel_futex_wait(const uint32_t *word, uint32_t expected, uint64_t until_ns) {
    struct waiter waiter = {.word = word, .is_endless = until_ns == UINT64_MAX};
    uint64_t before;
    int error = 0;

    if ((uintptr_t)word % 4 != 0)
        return -KERNEL_EINVAL;
    before = begin();
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected)
        error = -KERNEL_EAGAIN;
    else if (waiter.is_endless && endless + 1 == kernel_linux_running && !kernel_linux_is_hooked())
        error = -KERNEL_EDEADLK;
    if (error == 0) {
        endless += (uint32_t)waiter.is_endless;
        *last = &waiter;
        last = &waiter.next;
    }
    end(before);
    if (error != 0)
        return error;
    return sleep(&waiter, until_ns) || give_up(&waiter) ? 0 : -KERNEL_ETIMEDOUT;
}

void kernel_linux_ended(uint32_t *word) {
    const uint64_t before = begin();

    if (word != 0) {
        __atomic_store_n(word, 0, __ATOMIC_RELEASE);
        wake(word, UINT32_MAX);
    }
    const uint32_t left = __atomic_sub_fetch(&kernel_linux_running, 1, __ATOMIC_SEQ_CST);
    if (!kernel_linux_is_hooked() && left == endless)
        kernel_panic(left == 0 ? "the last thread has ended without kernel_exit" : "deadlock: all threads wait");
    end(before);
}
