/* The limits of files, which are the same for all. EINVAL for a name that says nothing here; EBADF. */
#include "limits_of_files.h"

#include "descriptors.h"

#include <unistd.h>

long fpathconf(int descriptor, int name) {
    return stubs_file(descriptor) == NULL ? -1 : stubs_limit(name);
}
