/* Nobody started the program: 0. Cannot fail. */
#include <unistd.h>

pid_t getppid(void) {
    return 0;
}
