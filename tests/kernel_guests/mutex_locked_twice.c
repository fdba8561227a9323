/*
 * kernel: geekos
 * expect-panic: which this thread holds already
 */
#include "guest.h"

#include <geekos/synch.h>

static int guest(int argc, char **argv, char **envp) {
    static struct Mutex mutex;

    (void)argc, (void)argv, (void)envp;
    Mutex_Lock(&mutex);
    Mutex_Lock(&mutex);
    return 0;
}
