/* The thread's own state of libc: this tier has one thread, which has the global one. */
#include <reent.h>

struct _reent *__getreent(void) {
    return _global_impure_ptr;
}
