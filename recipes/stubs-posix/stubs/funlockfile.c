/* Gives back what flockfile() took. Cannot fail. */
#include "streams_lock.h"

void funlockfile(FILE *stream) {
    __lock_release_recursive(stubs_stream_lock(stream));
}
