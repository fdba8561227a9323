/*
 * A random tree of threads, by a seed: each does some work, starts others, and hands its value up in one of several
 * ways. The same tree is then added up by one thread alone, and both have to give the same.
 *
 * stress SEED [TREES]
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { DEPTH = 4, CHILDREN = 4, YIELDS = 20, PAGE = 4096 };
enum way { BY_JOIN, BY_PIPE, BY_CONDITION, BY_SEMAPHORE, BY_STORE, WAYS };

struct node {
    uint64_t seed, value;
    int depth, ends[2];
    enum way way;
    bool is_done;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t done;
    sem_t told;
    atomic_int stored;
};

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static uint64_t counted, table[16], expected_count;
static unsigned processors;

static uint64_t mixed(uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static uint64_t child_seed(uint64_t seed, unsigned number) {
    return mixed(seed ^ (number + 1) * 0x100000001b3);
}

static unsigned children_of(uint64_t seed, int depth) {
    return depth == 0 ? 0 : seed >> 8 & 7 ? 1 + (seed >> 8) % CHILDREN : 0;
}

static void fail(const char *what, const struct node *node) {
    printf("stress: %s at depth %d of seed %#lx\n", what, node->depth, (unsigned long)node->seed);
    exit(1);
}

static void check(bool is_so, const char *what, const struct node *node) {
    if (!is_so)
        fail(what, node);
}

static uint64_t computed(uint64_t seed) {
    for (unsigned turns = seed >> 20 & 0xfff; turns > 0; turns--)
        seed = mixed(seed);
    return seed;
}

static uint64_t alone(uint64_t seed, int depth) {
    uint64_t value = computed(seed);

    expected_count++;
    for (unsigned i = 0; i < children_of(seed, depth); i++)
        value = mixed(value ^ alone(child_seed(seed, i), depth - 1));
    return value;
}

static void use_heap(const struct node *node) {
    enum { BLOCKS = 24 };
    unsigned char *blocks[BLOCKS];
    size_t sizes[BLOCKS];

    for (unsigned i = 0; i < BLOCKS; i++) {
        sizes[i] = 1 + mixed(node->seed + i) % (i % 8 ? 200 : 20000);
        blocks[i] = malloc(sizes[i]);
        check(blocks[i] != NULL, "no memory", node);
        memset(blocks[i], (int)(node->seed + i) & 0xff, sizes[i]);
    }
    for (unsigned i = 0; i < BLOCKS; i++) {
        const unsigned char byte = (node->seed + i) & 0xff;
        check(blocks[i][0] == byte && blocks[i][sizes[i] - 1] == byte, "a block was written by another", node);
        free(blocks[i]);
    }
}

static void use_pages(const struct node *node) {
    const size_t size = (1 + node->seed % 40) * PAGE;
    unsigned char *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    check(pages != MAP_FAILED, "no pages", node);
    for (size_t at = 0; at < size; at += PAGE) {
        check(pages[at] == 0 && pages[at + PAGE - 1] == 0, "a new page is not zero", node);
        pages[at] = pages[at + PAGE - 1] = (unsigned char)(node->seed >> 3);
    }
    sched_yield();
    for (size_t at = 0; at < size; at += PAGE)
        check(pages[at] == (unsigned char)(node->seed >> 3), "a page was written by another", node);
    check(munmap(pages, size) == 0, "pages cannot be given back", node);
}

static void use_table(const struct node *node) {
    if (node->seed & 1) {
        pthread_rwlock_wrlock(&table_lock);
        for (unsigned i = 0; i < 16; i++)
            table[i]++;
        pthread_rwlock_unlock(&table_lock);
        return;
    }
    pthread_rwlock_rdlock(&table_lock);
    for (unsigned i = 1; i < 16; i++)
        check(table[i] == table[0], "the table was read while it was written", node);
    pthread_rwlock_unlock(&table_lock);
}

static void move_about(const struct node *node) {
    cpu_set_t set;
    const unsigned processor = (node->seed >> 5) % processors;

    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    check(pthread_setaffinity_np(pthread_self(), sizeof set, &set) == 0, "cannot be pinned", node);
    check(sched_getcpu() == (int)processor, "runs where it is not to", node);
}

static uint64_t worked(const struct node *node) {
    switch (node->seed >> 40 & 7) {
    case 0:
        use_heap(node);
        break;
    case 1:
        use_pages(node);
        break;
    case 2:
        use_table(node);
        break;
    case 3:
        move_about(node);
        break;
    case 4:
        usleep(node->seed >> 44 & 0x3ff);
        break;
    case 5:
        sched_yield();
        break;
    }
    pthread_mutex_lock(&counting);
    counted++;
    pthread_mutex_unlock(&counting);
    return computed(node->seed);
}

static void hand_up(struct node *node) {
    switch (node->way) {
    case BY_PIPE:
        check(write(node->ends[1], &node->value, sizeof node->value) == sizeof node->value, "a pipe took less", node);
        break;
    case BY_CONDITION:
        pthread_mutex_lock(&node->mutex);
        node->is_done = true;
        pthread_cond_signal(&node->done);
        pthread_mutex_unlock(&node->mutex);
        break;
    case BY_SEMAPHORE:
        sem_post(&node->told);
        break;
    case BY_STORE:
        atomic_store(&node->stored, 1);
        break;
    default:
        break;
    }
}

static uint64_t received(struct node *node) {
    uint64_t value = 0;
    void *given = NULL;

    switch (node->way) {
    case BY_PIPE:
        check(read(node->ends[0], &value, sizeof value) == sizeof value, "a pipe gave less", node);
        check(value == node->value, "a pipe gave something else", node);
        break;
    case BY_CONDITION:
        pthread_mutex_lock(&node->mutex);
        while (!node->is_done)
            pthread_cond_wait(&node->done, &node->mutex);
        pthread_mutex_unlock(&node->mutex);
        break;
    case BY_SEMAPHORE:
        check(sem_wait(&node->told) == 0, "a semaphore is not had", node);
        break;
    case BY_STORE:
        for (unsigned turns = 0; !atomic_load(&node->stored); turns++)
            turns < YIELDS ? sched_yield() : usleep(200);
        break;
    default:
        break;
    }
    /* Whoever was told of the value has it already; joining is for the others. */
    if (node->way != BY_JOIN)
        value = node->value;
    check(pthread_join(node->thread, &given) == 0, "cannot be joined", node);
    check(given == node, "gave something else when it ended", node);
    return node->way == BY_JOIN ? node->value : value;
}

static void grow(struct node *node);

static void *run(void *argument) {
    struct node *node = argument;

    grow(node);
    hand_up(node);
    return node;
}

static void start(struct node *node) {
    pthread_mutex_init(&node->mutex, NULL);
    pthread_cond_init(&node->done, NULL);
    sem_init(&node->told, 0, 0);
    if (node->way == BY_PIPE)
        check(pipe(node->ends) == 0, "no pipe", node);
    check(pthread_create(&node->thread, NULL, run, node) == 0, "no thread", node);
}

static void end(struct node *node) {
    if (node->way == BY_PIPE)
        check(close(node->ends[0]) == 0 && close(node->ends[1]) == 0, "a pipe cannot be closed", node);
    sem_destroy(&node->told);
    pthread_cond_destroy(&node->done);
    pthread_mutex_destroy(&node->mutex);
}

/* Collects from the last child or from the first one, so that some have ended long ago and some have not begun. */
static void grow(struct node *node) {
    const unsigned count = children_of(node->seed, node->depth);
    struct node *children = calloc(count + 1, sizeof *children);
    uint64_t values[CHILDREN];

    check(children != NULL, "no memory", node);
    for (unsigned i = 0; i < count; i++) {
        children[i].seed = child_seed(node->seed, i);
        children[i].depth = node->depth - 1;
        children[i].way = children[i].seed >> 13 & 0xffff ? (children[i].seed >> 13) % WAYS : BY_JOIN;
        start(&children[i]);
    }
    node->value = worked(node);
    for (unsigned i = 0; i < count; i++) {
        const unsigned next = node->seed & 2 ? i : count - 1 - i;
        values[next] = received(&children[next]);
    }
    for (unsigned i = 0; i < count; i++) {
        end(&children[i]);
        node->value = mixed(node->value ^ values[i]);
    }
    free(children);
}

int main(int argc, char **argv) {
    const uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    const unsigned trees = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 4;

    processors = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    for (unsigned i = 0; i < trees; i++) {
        struct node root = {.seed = mixed(seed * 1000003 + i), .depth = DEPTH};
        const uint64_t expected = alone(root.seed, root.depth);
        grow(&root);
        check(root.value == expected, "the threads gave something else", &root);
    }
    if (counted != expected_count) {
        printf("stress: %lu threads counted, not %lu\n", (unsigned long)counted, (unsigned long)expected_count);
        return 1;
    }
    printf("stress: %lu threads as one alone\n", (unsigned long)counted);
    return 0;
}
