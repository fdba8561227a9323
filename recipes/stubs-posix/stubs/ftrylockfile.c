/* Takes a stream for the calling thread alone; -1 when another has it. */
#include "streams_lock.h"

int ftrylockfile(FILE *stream) {
    return __lock_try_acquire_recursive(stubs_stream_lock(stream)) ? 0 : -1;
}
