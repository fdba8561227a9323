#include <memory/runs.h>

enum { LISTS = 40 }; /* the last takes 2^39 runs, more than there are addresses of pages */

static struct free_run *merge(struct free_run *left, struct free_run *right) {
    struct free_run *first, **link = &first;

    while (left != NULL && right != NULL) {
        struct free_run **lower = left < right ? &left : &right;
        *link = *lower;
        link = &(*lower)->next;
        *lower = *link;
    }
    *link = left != NULL ? left : right;
    return first;
}

/* By ascending address. */
static struct free_run *sort(struct free_run *runs) {
    struct free_run *sorted[LISTS] = {NULL}, *all = NULL; /* the list at i holds 2^i */

    while (runs != NULL) {
        struct free_run *carried = run_pop(&runs);
        unsigned i = 0;
        carried->next = NULL;
        for (; sorted[i] != NULL; i++) {
            carried = merge(sorted[i], carried);
            sorted[i] = NULL;
        }
        sorted[i] = carried;
    }
    for (unsigned i = 0; i < LISTS; i++)
        all = merge(sorted[i], all);
    return all;
}

struct free_run *runs_gather(struct free_run *some, struct free_run *others) {
    struct free_run *runs = merge(sort(some), sort(others));

    for (struct free_run *run = runs; run != NULL;) {
        struct free_run *next = run->next;
        if ((char *)run + run->size == (char *)next)
            *run = (struct free_run){next->next, run->size + next->size};
        else
            run = next;
    }
    return runs;
}
