/* Semaphores with names: in memory, as long as they have their name or somebody has them open. */
#ifndef STUBS_NAMED_SEMAPHORES_H
#define STUBS_NAMED_SEMAPHORES_H

#include "lock.h"

#include <limits.h>
#include <semaphore.h>
#include <stdbool.h>

struct named_semaphore {
    sem_t semaphore;
    unsigned opened;
    bool has_name;
    struct named_semaphore *next;
    char name[NAME_MAX + 1];
};

/* The caller of what follows holds it. */
extern struct stubs_lock stubs_names_lock;

/* 0, or why it can be no semaphore's name: EINVAL, ENAMETOOLONG. Leading slashes say nothing. */
int stubs_semaphore_name(const char **name);

/* The one of a name, or that somebody has; a null pointer if there is none. */
struct named_semaphore *stubs_semaphore_named(const char *name);
struct named_semaphore *stubs_semaphore_of(const sem_t *semaphore);

/* A new one that nobody has open yet; a null pointer if there is no memory. */
struct named_semaphore *stubs_semaphore_make(const char *name, unsigned value);

/* Free it if nothing leads to it any more. */
void stubs_semaphore_drop(struct named_semaphore *semaphore);

#endif
