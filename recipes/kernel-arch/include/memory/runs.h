/* Free memory as lists of runs; a run begins with its own description. */
#ifndef MEMORY_RUNS_H
#define MEMORY_RUNS_H

#include <stddef.h>
#include <stdint.h>

struct free_run {
    struct free_run *next;
    uint64_t size;
};

static inline void *run_pop(struct free_run **list) {
    struct free_run *run = *list;

    if (run != NULL)
        *list = run->next;
    return run;
}

static inline void run_push(struct free_run **list, uint64_t base, uint64_t size) {
    struct free_run *run = (struct free_run *)base;

    *run = (struct free_run){*list, size};
    *list = run;
}

/* All that two lists hold by ascending address, as few runs as there can be. Needs no memory. */
struct free_run *runs_gather(struct free_run *some, struct free_run *others);

#endif
