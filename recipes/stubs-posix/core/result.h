/* Inside, a failed call is a negative number of <errno.h>; at the edge it is -1 and errno. */
#ifndef STUBS_RESULT_H
#define STUBS_RESULT_H

#include <errno.h>

static inline long stubs_result(long result) {
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}

#endif
