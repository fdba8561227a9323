/* Prints once and computes for ever: only the time limit ends it. */
#include <stdio.h>

int main(void) {
    printf("for ever\n");
    for (volatile unsigned long turns = 0;; turns++)
        ;
}
