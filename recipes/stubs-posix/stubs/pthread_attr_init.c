/* The attributes of an ordinary thread: to be joined, with a stack of 256 KiB of the kernel's. Cannot fail. */
#include "threads.h"

#include <guest/kernel.h>

int pthread_attr_init(pthread_attr_t *attributes) {
    *attributes = (pthread_attr_t){
        .is_initialized = 1,
        .detachstate = PTHREAD_CREATE_JOINABLE,
        .stacksize = STACK_DEFAULT,
        .guardsize = KERNEL_PAGE_SIZE,
        .contentionscope = PTHREAD_SCOPE_SYSTEM,
        .inheritsched = PTHREAD_INHERIT_SCHED,
        .schedpolicy = SCHED_OTHER,
    };
    return 0;
}
