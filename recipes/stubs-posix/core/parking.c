/* The lists of those that wait: a few for all words, each with a lock. */
#include "parking.h"

#include "signals.h"
#include "threads.h"
#include "waiting.h"

#include <guest/kernel.h>

enum { ROWS = 64 }; /* a power of two */

struct waiter {
    const uint32_t *word;
    uint32_t *idle; /* on which its thread sleeps */
    bool is_woken;
    struct waiter *next;
};

static struct row {
    struct stubs_lock lock;
    struct waiter *first;
} rows[ROWS];

static struct row *row_of(const uint32_t *word) {
    const uint64_t hash = ((uint64_t)word >> 2) * UINT64_C(0x9e3779b97f4a7c15);

    return &rows[hash >> 58 & (ROWS - 1)];
}

static struct waiter **place_of(struct row *row, const struct waiter *waiter) {
    struct waiter **place = &row->first;

    while (*place != waiter)
        place = &(*place)->next;
    return place;
}

/* Whether the word is still as expected: who changes it and then wakes finds the waiter. */
static bool enter(struct row *row, struct waiter *waiter, uint32_t expected) {
    stubs_lock(&row->lock);
    const bool has_to_wait = __atomic_load_n(waiter->word, __ATOMIC_SEQ_CST) == expected;
    if (has_to_wait)
        *place_of(row, NULL) = waiter;
    stubs_unlock(&row->lock);
    return has_to_wait;
}

/* Whether it was woken, in which case it is in no list any more. */
static bool leave(struct row *row, struct waiter *waiter) {
    if (__atomic_load_n(&waiter->is_woken, __ATOMIC_ACQUIRE))
        return true;
    stubs_lock(&row->lock);
    const bool is_woken = waiter->is_woken;
    if (!is_woken)
        *place_of(row, waiter) = waiter->next;
    stubs_unlock(&row->lock);
    return is_woken;
}

int stubs_park(const uint32_t *word, uint32_t expected, uint64_t until_ns) {
    struct stubs_thread *self = stubs_self();
    struct waiter waiter = {.word = word, .idle = &self->idle};
    struct row *row = row_of(word);
    const uint32_t idle = __atomic_load_n(&self->idle, __ATOMIC_ACQUIRE);
    int result = 0;

    if (!enter(row, &waiter, expected))
        return 0;
    result = stubs_nap(&self->idle, idle, until_ns);
    if (leave(row, &waiter))
        result = 0;
    stubs_deliver_pending();
    return result;
}

static void wake(struct waiter *waiter) {
    uint32_t *const idle = waiter->idle;

    __atomic_fetch_add(idle, SLEEP_STEP, __ATOMIC_RELEASE);
    /* From here on the waiter may be gone, and its thread: only the address is used. */
    __atomic_store_n(&waiter->is_woken, true, __ATOMIC_RELEASE);
    kernel_futex_wake(idle, 1);
}

void stubs_unpark(const uint32_t *word, unsigned count) {
    struct row *row = row_of(word);

    stubs_lock(&row->lock);
    for (struct waiter **place = &row->first; *place != NULL && count != 0;) {
        struct waiter *waiter = *place;
        if (waiter->word != word) {
            place = &waiter->next;
            continue;
        }
        *place = waiter->next;
        wake(waiter);
        count--;
    }
    stubs_unlock(&row->lock);
}
