/* Takes memory until there is none: malloc() has to say so, and what was taken before has to be good. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024 };

struct piece {
    struct piece *before;
    unsigned char filling[PIECE];
};

int main(void) {
    struct piece *last = NULL, *piece;
    unsigned count = 0;

    while ((piece = malloc(sizeof *piece)) != NULL) {
        piece->before = last;
        memset(piece->filling, (int)(count++ % 251), sizeof piece->filling);
        last = piece;
    }
    if (errno != ENOMEM)
        return 1;
    for (piece = last; piece != NULL; piece = piece->before) {
        count--;
        for (unsigned i = 0; i < PIECE; i++)
            if (piece->filling[i] != count % 251)
                return 2;
    }
    while (last != NULL) {
        piece = last->before;
        free(last);
        last = piece;
    }
    printf("out of memory\n");
    return 3;
}
