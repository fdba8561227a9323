/* The test starts in a folder of its own. */
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void enter(void) {
    if (chdir("/test") != 0)
        abort();
}
