/* The thread's own state of libc. */
#include "threads.h"

struct _reent *__getreent(void) {
    return stubs_self()->reent;
}
