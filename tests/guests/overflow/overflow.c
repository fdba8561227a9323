/* Calls itself until the stack is used up: has to end in a panic at the guard page, not in somebody else's memory. */
#include <stdio.h>

static volatile unsigned depth;

static unsigned deeper(unsigned n) {
    volatile unsigned char frame[1024];

    frame[n % sizeof frame] = 1;
    depth = n;
    return deeper(n + 1) + frame[n % sizeof frame];
}

int main(void) {
    printf("down\n");
    return (int)deeper(0);
}
