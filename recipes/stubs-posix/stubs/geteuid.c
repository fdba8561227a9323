/* The program is user 0. Cannot fail. */
#include <unistd.h>

uid_t geteuid(void) {
    return 0;
}
