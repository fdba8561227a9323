/* What the host tests share. Each test file is a program that ends with 0 when all holds. */
#ifndef HOST_H
#define HOST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(truth)                                                                                                 \
    do {                                                                                                             \
        if (!(truth)) {                                                                                              \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #truth);                                      \
            exit(1);                                                                                                 \
        }                                                                                                            \
    } while (0)

#endif
