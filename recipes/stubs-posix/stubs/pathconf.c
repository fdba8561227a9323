/* The limits of files, which are the same for all. EINVAL for a name that says nothing here, and what a path can be
 * refused with. */
#include "limits_of_files.h"

#include <unistd.h>

long pathconf(const char *path, int name) {
    return access(path, F_OK) < 0 ? -1 : stubs_limit(name);
}
