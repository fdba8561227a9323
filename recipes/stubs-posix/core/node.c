#include "node.h"

#include "nanoseconds.h"

#include <errno.h>
#include <guest/kernel.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = (NODES + 1) / 64 };

static uint64_t numbers[WORDS] = {1}; /* a bit for each that is in use; 0 is none */
static unsigned last_word, count;

/* From where the last one was on: most of the time the first word that is looked at has one. */
static ino_t take_number(void) {
    for (unsigned i = 0; i <= WORDS; i++) {
        const unsigned word = (last_word + i) % WORDS;
        if (~numbers[word] == 0)
            continue;
        const unsigned bit = (unsigned)__builtin_ctzll(~numbers[word]);
        numbers[word] |= UINT64_C(1) << bit;
        last_word = word;
        count++;
        return (ino_t)(word * 64 + bit);
    }
    return 0;
}

static void give_number_back(ino_t number) {
    numbers[number / 64] &= ~(UINT64_C(1) << number % 64);
    count--;
}

unsigned stubs_node_count(void) {
    return count;
}

struct node *stubs_node_new(mode_t mode) {
    struct node *node = calloc(1, sizeof *node);

    if (node == NULL)
        return NULL;
    node->number = take_number();
    if (node->number == 0) {
        free(node);
        return NULL;
    }
    node->mode = mode;
    stubs_node_mark(node, ACCESSED | MODIFIED | CHANGED);
    stubs_node_settle(node);
    return node;
}

static void free_node(struct node *node) {
    struct node *parent = NULL;

    if (S_ISREG(node->mode))
        stubs_content_resize(&node->content, 0);
    else if (S_ISLNK(node->mode))
        free(node->target);
    else if (S_ISDIR(node->mode))
        parent = node->directory.parent;
    give_number_back(node->number);
    free(node);
    if (parent != NULL)
        stubs_node_release(parent);
}

void stubs_node_release(struct node *node) {
    if (--node->holds == 0 && node->links == 0)
        free_node(node);
}

void stubs_node_unlink(struct node *node, nlink_t links) {
    node->links -= links;
    stubs_node_mark(node, CHANGED);
    if (node->holds == 0 && node->links == 0)
        free_node(node);
}

void stubs_node_settle(struct node *node) {
    struct timespec now;

    if (node->marks == 0)
        return;
    now = to_timespec((uint64_t)kernel_clock_realtime_ns());
    for (unsigned i = 0; i < 3; i++) {
        if (node->marks & 1U << i)
            node->times[i] = now;
    }
    node->marks = 0;
}

void stubs_node_chmod(struct node *node, mode_t mode) {
    node->mode = (node->mode & S_IFMT) | (mode & ALLPERMS);
    stubs_node_mark(node, CHANGED);
}

void stubs_node_chown(struct node *node, uid_t owner, gid_t group) {
    if (owner != (uid_t)-1)
        node->owner = owner;
    if (group != (gid_t)-1)
        node->group = group;
    stubs_node_mark(node, CHANGED);
}

void stubs_node_resize(struct node *node, off_t size) {
    stubs_content_resize(&node->content, size);
    stubs_node_mark(node, MODIFIED | CHANGED);
}

static bool is_time(const struct timespec *time) {
    return time->tv_nsec == UTIME_NOW || time->tv_nsec == UTIME_OMIT ||
           (time->tv_nsec >= 0 && time->tv_nsec < 1000000000);
}

int stubs_node_utime(struct node *node, const struct timespec *times) {
    static const struct timespec now[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};

    if (times == NULL)
        times = now;
    if (!is_time(&times[0]) || !is_time(&times[1]))
        return -EINVAL;
    stubs_node_settle(node);
    for (unsigned i = 0; i < 2; i++) {
        if (times[i].tv_nsec == UTIME_NOW)
            stubs_node_mark(node, 1U << i);
        else if (times[i].tv_nsec != UTIME_OMIT)
            node->times[i] = times[i];
    }
    stubs_node_mark(node, CHANGED);
    stubs_node_settle(node);
    return 0;
}

static off_t size_of(const struct node *node) {
    if (S_ISREG(node->mode))
        return node->content.size;
    if (S_ISLNK(node->mode))
        return (off_t)strlen(node->target);
    return 0;
}

void stubs_node_status(struct node *node, struct stat *status) {
    stubs_node_settle(node);
    memset(status, 0, sizeof *status);
    status->st_dev = 1;
    status->st_ino = node->number;
    status->st_mode = node->mode;
    status->st_nlink = node->links;
    status->st_uid = node->owner;
    status->st_gid = node->group;
    status->st_rdev = S_ISCHR(node->mode) ? (dev_t)(0x100 + node->device) : 0;
    status->st_size = size_of(node);
    status->st_atim = node->times[0];
    status->st_mtim = node->times[1];
    status->st_ctim = node->times[2];
    status->st_blksize = S_ISREG(node->mode) ? KERNEL_PAGE_SIZE : 1024;
    status->st_blocks = S_ISREG(node->mode) ? (blkcnt_t)(node->content.pages * (KERNEL_PAGE_SIZE / S_BLKSIZE)) : 0;
}
