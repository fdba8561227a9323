/* Makes `wanted` another descriptor for the same open file, closing it first, perhaps with O_CLOEXEC. EINVAL, EBADF.
 */
#include "descriptors.h"
#include "files_lock.h"
#include "result.h"

#include <fcntl.h>
#include <unistd.h>

static int duplicate(int descriptor, int wanted, int flags) {
    struct open_file *file = stubs_file(descriptor);

    if (flags & ~O_CLOEXEC || descriptor == wanted)
        return -EINVAL;
    if (file == NULL || wanted < 0 || wanted >= DESCRIPTORS)
        return -EBADF;
    stubs_file_hold(file); /* it is not to go with the last descriptor */
    if (stubs_descriptors[wanted] != NULL)
        stubs_descriptor_drop(wanted);
    stubs_descriptor_new(file, wanted);
    stubs_close_on_exec[wanted] = flags & O_CLOEXEC;
    stubs_file_release(file);
    return wanted;
}

int dup3(int descriptor, int wanted, int flags) {
    files_lock();
    const int result = duplicate(descriptor, wanted, flags);

    files_unlock();
    return (int)stubs_result(result);
}
