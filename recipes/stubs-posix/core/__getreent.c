/* The thread's own state of libc; and its `errno`, which libc would ask this for once more. */
#include "threads.h"

struct _reent *__getreent(void) {
    return stubs_self()->reent;
}

int *__errno(void) {
    return &stubs_self()->reent->_errno;
}
