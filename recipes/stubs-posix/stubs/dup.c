/* Another descriptor, the lowest that is free, for the same open file; EBADF, EMFILE. */
#include "descriptors.h"
#include "files_lock.h"
#include "result.h"

#include <unistd.h>

int dup(int descriptor) {
    files_lock();
    struct open_file *file = stubs_file(descriptor);
    const int result = file == NULL ? -EBADF : stubs_descriptor_new(file, 0);

    files_unlock();
    return (int)stubs_result(result);
}
