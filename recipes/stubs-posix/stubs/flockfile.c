/* Takes a stream for the calling thread alone, which may do so again, waiting for it. Cannot fail. */
#include "streams_lock.h"

void flockfile(FILE *stream) {
    __lock_acquire_recursive(stubs_stream_lock(stream));
}
