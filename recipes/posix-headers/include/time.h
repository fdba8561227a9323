/* newlib's <time.h>, the time as C11 asks for it, and the converse of gmtime(). */
#ifndef GUEST_TIME_H
#define GUEST_TIME_H

#include_next <time.h>

__BEGIN_DECLS

#if __ISO_C_VISIBLE >= 2011
#define TIME_UTC 1
int timespec_get(struct timespec *, int);
#endif

#if __MISC_VISIBLE
time_t timegm(struct tm *);
#endif

__END_DECLS

#endif
