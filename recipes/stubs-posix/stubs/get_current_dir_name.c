/* The working directory, in memory for the caller to free. A null pointer and ENOMEM, or ENOENT if it was removed. */
#include <unistd.h>

char *get_current_dir_name(void) {
    return getcwd(NULL, 0);
}
