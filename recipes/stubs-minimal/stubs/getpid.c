/* Returns 1: the guest is one program. Cannot fail. */
#include <unistd.h>

pid_t getpid(void) {
    return 1;
}
