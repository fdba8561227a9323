/* Writes through a null pointer: has to end in a panic, because nothing is mapped there. */
#include <stddef.h>

int main(void) {
    *(volatile int *)NULL = 1;
    return 0;
}
