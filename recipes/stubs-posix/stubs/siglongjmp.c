/* Blocks the signals that were when sigsetjmp() was told to keep them, and jumps there. */
#include "signals.h"

#include <setjmp.h>

void siglongjmp(sigjmp_buf buffer, int value) {
    if (buffer->__has_blocked) {
        stubs_block(buffer->__blocked);
        stubs_deliver_pending();
    }
    longjmp(buffer->__place, value);
}
