/*
 * Moves the end of the program's memory by `delta` bytes and returns the old end; ENOMEM leaves it as it was. The
 * kernel moves the heap in steps of 16 bytes, so up to 15 bytes above the program's end are the heap's already.
 */
#include <errno.h>
#include <guest/kernel.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { HEAP_STEP = 16 };

static intptr_t program_end; /* 0: not asked yet */
static intptr_t heap_end;

static int heap_move(ptrdiff_t delta) {
    long old = kernel_heap_move(delta);
    if (old < 0) {
        errno = (int)-old;
        return -1;
    }
    heap_end = old + delta;
    return 0;
}

void *sbrk(ptrdiff_t delta) {
    if (program_end == 0) {
        if (heap_move(0) < 0)
            return (void *)-1;
        program_end = heap_end;
    }

    intptr_t old = program_end;
    intptr_t wanted;
    if (__builtin_add_overflow(old, delta, &wanted) || wanted > INTPTR_MAX - HEAP_STEP) {
        errno = ENOMEM;
        return (void *)-1;
    }
    if (wanted < 0) {
        errno = EINVAL;
        return (void *)-1;
    }

    /* What a program gave back and takes again has to read as zero, also where the heap itself did not move. */
    intptr_t held = heap_end;
    intptr_t heap_wanted = (wanted + HEAP_STEP - 1) / HEAP_STEP * HEAP_STEP;
    if (heap_wanted != heap_end && heap_move(heap_wanted - heap_end) < 0)
        return (void *)-1;
    if (wanted > old)
        memset((void *)old, 0, (size_t)((wanted < held ? wanted : held) - old));
    program_end = wanted;
    return (void *)old;
}
