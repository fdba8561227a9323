/* newlib's <sys/stat.h>, and what it declares for other machines only. */
#ifndef GUEST_SYS_STAT_H
#define GUEST_SYS_STAT_H

#include_next <sys/stat.h>

__BEGIN_DECLS

int lstat(const char *__restrict, struct stat *__restrict);

__END_DECLS

#endif
