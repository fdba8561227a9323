/* Writes three megabytes of numbered lines: all have to arrive, in order. */
#include <stdio.h>

enum { LINES = 3 * 1024 * 1024 / 16 };

int main(void) {
    for (unsigned line = 0; line < LINES; line++)
        if (printf("line %010u\n", line) != 16)
            return 1;
    return 0;
}
