/* Semaphores, in memory, those with names as well. */
#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H

#include <sys/_timespec.h>
#include <sys/cdefs.h>
#include <sys/types.h>

#define SEM_FAILED ((sem_t *)0)

typedef struct {
    __uint32_t mark, value, posts;
} sem_t;

__BEGIN_DECLS

int sem_clockwait(sem_t *__restrict, clockid_t, const struct timespec *__restrict);
int sem_close(sem_t *);
int sem_destroy(sem_t *);
int sem_getvalue(sem_t *__restrict, int *__restrict);
int sem_init(sem_t *, int, unsigned);
sem_t *sem_open(const char *, int, ...);
int sem_post(sem_t *);
int sem_timedwait(sem_t *__restrict, const struct timespec *__restrict);
int sem_trywait(sem_t *);
int sem_unlink(const char *);
int sem_wait(sem_t *);

__END_DECLS

#endif
