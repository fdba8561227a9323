/* What each stub of tier posix does and refuses. */
#include "check.h"

unsigned failures;

int main(void) {
    check_memory();
    check_descriptors();
    check_files();
    check_folders();
    check_time();
    check_signals();
    check_timers();
    check_threads();
    check_machine();
    check_limits();
    check_refusals();
    check_users();
    check_library();
    check_room();
    if (failures != 0)
        return 1;
    printf("every stub of the tier as it says\n");
    return 0;
}
