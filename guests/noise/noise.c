/*
 * How much of a computation is taken away: one thread for each processor looks at the timestamp counter again and
 * again, and every look that comes late is noted (after the selfish detour test, which Kitten has as well).
 *
 * noise [LOOKS [LATE]]: so many looks by each thread; late is what took more counts than LATE.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PROCESSORS_MAX = 64, POWERS = 40 };

struct noise {
    uint64_t span, shortest, late, lost;
    uint64_t by_power[POWERS]; /* how many late looks took at least 2 to this power */
};

static unsigned long looks = 2000000, late_from = 100;
static struct noise noises[PROCESSORS_MAX];

static inline uint64_t timestamp(void) {
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static void note(struct noise *noise, uint64_t gap) {
    noise->late++;
    noise->lost += gap;
    noise->by_power[63 - __builtin_clzll(gap) < POWERS ? 63 - __builtin_clzll(gap) : POWERS - 1]++;
}

static void *listen(void *argument) {
    struct noise *noise = argument;
    const uint64_t first = timestamp();
    uint64_t last = first, shortest = UINT64_MAX;

    for (unsigned long i = 0; i < looks; i++) {
        const uint64_t now = timestamp(), gap = now - last;
        if (gap < shortest)
            shortest = gap;
        if (gap > late_from)
            note(noise, gap);
        last = now;
    }
    noise->span = last - first;
    noise->shortest = shortest;
    return NULL;
}

static void print_noise(unsigned processor, const struct noise *noise) {
    printf("thread %u: %lu looks in %lu counts, the shortest %lu\n", processor, looks, (unsigned long)noise->span,
           (unsigned long)noise->shortest);
    printf("thread %u: interrupted %lu times, for %lu counts\n", processor, (unsigned long)noise->late,
           (unsigned long)noise->lost);
    for (int power = 0; power < POWERS; power++) {
        if (noise->by_power[power] != 0)
            printf("  from %11lu counts: %lu\n", 1UL << power, (unsigned long)noise->by_power[power]);
    }
}

int main(int argc, char **argv) {
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned count = online < 1 ? 1 : online > PROCESSORS_MAX ? PROCESSORS_MAX : (unsigned)online;
    pthread_t threads[PROCESSORS_MAX];

    if (argc > 1)
        looks = strtoul(argv[1], NULL, 10);
    if (argc > 2)
        late_from = strtoul(argv[2], NULL, 10);
    for (unsigned i = 1; i < count; i++) {
        if (pthread_create(&threads[i], NULL, listen, &noises[i]) != 0) {
            printf("thread %u cannot be started\n", i);
            return 1;
        }
    }
    listen(&noises[0]);
    for (unsigned i = 1; i < count; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < count; i++)
        print_noise(i, &noises[i]);
    return 0;
}
