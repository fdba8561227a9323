/*
 * The console as a terminal: raw in both directions, without echo; ends at Ctrl-D. ENOTTY for any other file, EBADF.
 */
#include "descriptors.h"

#include <errno.h>
#include <sys/termios.h>

int tcgetattr(int descriptor, struct termios *settings) {
    const struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -1;
    if (!file->kind->has_console) {
        errno = ENOTTY;
        return -1;
    }
    *settings = (struct termios){
        .c_cflag = CS8 | CREAD | CLOCAL,
        .c_cc = {[VEOF] = 0x04, [VLNEXT] = 0x16, [VMIN] = 1},
        .c_ispeed = B115200,
        .c_ospeed = B115200,
    };
    return 0;
}
