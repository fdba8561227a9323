/* The list of all semaphores that have names or had them. */
#include "named_semaphores.h"

#include "semaphores.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct stubs_lock stubs_names_lock;
static struct named_semaphore *first;

int stubs_semaphore_name(const char **name) {
    while (**name == '/')
        (*name)++;
    if (**name == 0 || strchr(*name, '/') != NULL)
        return EINVAL;
    return strlen(*name) > NAME_MAX ? ENAMETOOLONG : 0;
}

struct named_semaphore *stubs_semaphore_named(const char *name) {
    struct named_semaphore *semaphore = first;

    while (semaphore != NULL && !(semaphore->has_name && strcmp(semaphore->name, name) == 0))
        semaphore = semaphore->next;
    return semaphore;
}

struct named_semaphore *stubs_semaphore_of(const sem_t *wanted) {
    struct named_semaphore *semaphore = first;

    while (semaphore != NULL && (&semaphore->semaphore != wanted || semaphore->opened == 0))
        semaphore = semaphore->next;
    return semaphore;
}

struct named_semaphore *stubs_semaphore_make(const char *name, unsigned value) {
    struct named_semaphore *semaphore = calloc(1, sizeof *semaphore);

    if (semaphore == NULL)
        return NULL;
    semaphore->semaphore = (sem_t){.mark = SEMAPHORE_MARK, .value = value};
    semaphore->has_name = true;
    strcpy(semaphore->name, name);
    semaphore->next = first;
    first = semaphore;
    return semaphore;
}

void stubs_semaphore_drop(struct named_semaphore *semaphore) {
    struct named_semaphore **place = &first;

    if (semaphore->has_name || semaphore->opened != 0)
        return;
    while (*place != semaphore)
        place = &(*place)->next;
    *place = semaphore->next;
    free(semaphore);
}
