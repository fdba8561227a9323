/* Sets of processors. */
#ifndef STUBS_AFFINITY_H
#define STUBS_AFFINITY_H

#include <guest/kernel.h>
#include <pthread.h>
#include <sched.h>

/* A bit for each processor that there is. */
static inline uint64_t stubs_all_processors(void) {
    return UINT64_MAX >> (64 - kernel_processor_count());
}

#endif
