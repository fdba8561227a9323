/* The program is of group 0. Cannot fail. */
#include <unistd.h>

gid_t getgid(void) {
    return 0;
}
