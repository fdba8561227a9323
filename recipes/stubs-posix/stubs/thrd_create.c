/* C11's pthread_create(): the function returns a number. thrd_nomem if there is no memory for it, or no number. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

struct start {
    thrd_start_t function;
    void *argument;
};

static void *run(void *made) {
    const struct start start = *(struct start *)made;

    free(made);
    return (void *)(intptr_t)start.function(start.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument) {
    struct start *const start = malloc(sizeof *start);
    int error;

    if (start == NULL)
        return thrd_nomem;
    *start = (struct start){function, argument};
    error = pthread_create(thread, NULL, run, start);
    if (error == 0)
        return thrd_success;
    free(start);
    return error == EAGAIN || error == ENOMEM ? thrd_nomem : thrd_error;
}
