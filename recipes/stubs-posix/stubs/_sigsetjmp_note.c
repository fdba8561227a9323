/* What sigsetjmp() does before it is setjmp(): keeps which signals are blocked, if it is to. Cannot fail. */
#include "threads.h"

#include <setjmp.h>

void _sigsetjmp_note(sigjmp_buf buffer, int keep) {
    buffer->__has_blocked = keep != 0;
    buffer->__blocked = stubs_self()->blocked;
}
