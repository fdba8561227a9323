/* newlib's <sys/stat.h>, and what it has for other machines only. */
#ifndef GUEST_SYS_STAT_H
#define GUEST_SYS_STAT_H

#include_next <sys/stat.h>

/* tv_nsec for utimensat() and futimens(). */
#define UTIME_NOW (-2L)
#define UTIME_OMIT (-1L)

__BEGIN_DECLS

int lstat(const char *__restrict, struct stat *__restrict);
int mknod(const char *, mode_t, dev_t);

__END_DECLS

#endif
