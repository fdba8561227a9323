/* newlib's <pthread.h>, and what it declares for other machines only or not at all. */
#ifndef GUEST_PTHREAD_H
#define GUEST_PTHREAD_H

#include_next <pthread.h>

__BEGIN_DECLS

int pthread_mutex_consistent(pthread_mutex_t *);
int pthread_mutexattr_getrobust(const pthread_mutexattr_t *__restrict, int *__restrict);
int pthread_mutexattr_setrobust(pthread_mutexattr_t *, int);

#if __GNU_VISIBLE
int pthread_attr_getaffinity_np(const pthread_attr_t *, size_t, cpu_set_t *);
int pthread_attr_setaffinity_np(pthread_attr_t *, size_t, const cpu_set_t *);
int pthread_getaffinity_np(pthread_t, size_t, cpu_set_t *);
int pthread_setaffinity_np(pthread_t, size_t, const cpu_set_t *);
int pthread_getattr_np(pthread_t, pthread_attr_t *);
#endif

__END_DECLS

#endif
