/* Which descriptors this tier has: the three of the console, until they are closed. */
#ifndef STUBS_CONSOLE_H
#define STUBS_CONSOLE_H

#include <stdbool.h>

enum { CONSOLE_DESCRIPTORS = 3 };

extern bool stubs_console_closed[CONSOLE_DESCRIPTORS];

/* Whether `descriptor` is one of the console's and open; if not, errno is EBADF. */
bool stubs_console_has(int descriptor);

#endif
