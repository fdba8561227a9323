/* longjmp(), which leaves signals blocked as they are. */
#include <setjmp.h>

void _longjmp(jmp_buf buffer, int value) {
    longjmp(buffer, value);
}
