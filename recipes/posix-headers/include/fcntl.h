/* newlib's <fcntl.h>, and what it lacks. */
#ifndef GUEST_FCNTL_H
#define GUEST_FCNTL_H

#include_next <fcntl.h>

#if __POSIX_VISIBLE >= 200112
#define O_DSYNC O_SYNC
#define O_RSYNC O_SYNC

#define POSIX_FADV_NORMAL 0
#define POSIX_FADV_RANDOM 1
#define POSIX_FADV_SEQUENTIAL 2
#define POSIX_FADV_WILLNEED 3
#define POSIX_FADV_DONTNEED 4
#define POSIX_FADV_NOREUSE 5

__BEGIN_DECLS

int posix_fadvise(int, off_t, off_t, int);
int posix_fallocate(int, off_t, off_t);

__END_DECLS
#endif

#endif
