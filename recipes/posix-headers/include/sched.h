/* newlib's <sched.h>, with sets of processors. */
#ifndef GUEST_SCHED_H
#define GUEST_SCHED_H

#include <sys/cdefs.h>
#include <sys/features.h>

#if __GNU_VISIBLE
#include <sys/cpuset.h>
#endif

#include_next <sched.h>

#if __GNU_VISIBLE
__BEGIN_DECLS

int getcpu(unsigned *, unsigned *);

__END_DECLS
#endif

#endif
