/* For the package alone: a semaphore with a name is for several processes, so these functions are nowhere. */
#ifndef SEMAPHORE_H
#define SEMAPHORE_H

#include <sys/types.h>

typedef struct {
    int value;
} sem_t;

sem_t *sem_open(const char *name, int flags, ...);
int sem_close(sem_t *semaphore);
int sem_unlink(const char *name);
int sem_wait(sem_t *semaphore);
int sem_trywait(sem_t *semaphore);
int sem_post(sem_t *semaphore);
int sem_getvalue(sem_t *semaphore, int *value);

#endif
