/* What read(), write() and their kin share. */
#ifndef STUBS_TRANSFERS_H
#define STUBS_TRANSFERS_H

#include <sys/types.h>

/* At `*position`, or where the descriptor stands if it is a null pointer. Returns -1 and errno like the calls. */
ssize_t stubs_read(int descriptor, void *bytes, size_t count, off_t *position);
ssize_t stubs_write(int descriptor, const void *bytes, size_t count, off_t *position);

#endif
