#include "limits_of_files.h"

#include "node.h"
#include "pipes.h"

#include <errno.h>
#include <limits.h>
#include <stubs/refused.h>
#include <unistd.h>

long stubs_limit(int name) {
    switch (name) {
    case _PC_LINK_MAX:
        return LINKS_MOST;
    case _PC_NAME_MAX:
        return NAME_MAX;
    case _PC_PATH_MAX:
        return PATH_MAX;
    case _PC_SYMLINK_MAX:
        return PATH_MAX - 1; /* without the zero that ends a path */
    case _PC_PIPE_BUF:
        return PIPE_WHOLE;
    case _PC_NO_TRUNC:
    case _PC_CHOWN_RESTRICTED:
    case _PC_2_SYMLINKS:
        return 1;
    case _PC_VDISABLE:
        return 0;
    case _PC_FILESIZEBITS:
        return 64;
    case _PC_TIMESTAMP_RESOLUTION:
        return 1;
    case _PC_ASYNC_IO:
    case _PC_PRIO_IO:
    case _PC_SYNC_IO:
    case _PC_MAX_CANON:
    case _PC_MAX_INPUT:
        return -1;
    default:
        return stub_refused("pathconf", EINVAL);
    }
}
