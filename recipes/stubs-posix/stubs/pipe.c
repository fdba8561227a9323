/* pipe2() without flags. */
#include <unistd.h>

int pipe(int ends[2]) {
    return pipe2(ends, 0);
}
