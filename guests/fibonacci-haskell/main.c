/* Calls Haskell, as in the report of 2009. The argument says which Fibonacci number; without one, the 42nd. */
#include "FibHs_stub.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    int n = argc > 1 ? atoi(argv[1]) : 42;

    hs_init(&argc, &argv);
    printf("Fibonacci: %d\n", (int)fibonacciHs(n));
    hs_exit();
    return 0;
}
