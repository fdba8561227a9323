/* newlib's <sys/select.h>, with sets for as many descriptors as there are. */
#ifndef GUEST_SYS_SELECT_H
#define GUEST_SYS_SELECT_H

#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif

#include_next <sys/select.h>

#endif
