/*
 * Opens the semaphore of a name, with O_CREAT also one that is not there yet. The same name gives the same pointer.
 * ENOENT, EEXIST (O_EXCL), EINVAL for a value above SEM_VALUE_MAX and for no name, ENAMETOOLONG, ENOMEM.
 */
#include "named_semaphores.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

/* 0 and the semaphore, or why not. */
static int open_named(const char *name, int flags, unsigned value, struct named_semaphore **semaphore) {
    *semaphore = stubs_semaphore_named(name);
    if (*semaphore != NULL)
        return (flags & O_CREAT) && (flags & O_EXCL) ? EEXIST : 0;
    if (!(flags & O_CREAT))
        return ENOENT;
    if (value > SEM_VALUE_MAX)
        return EINVAL;
    *semaphore = stubs_semaphore_make(name, value);
    return *semaphore == NULL ? ENOMEM : 0;
}

static unsigned value_of(int flags, va_list arguments) {
    if (!(flags & O_CREAT))
        return 0;
    (void)va_arg(arguments, mode_t); /* there is one user, who may do all */
    return va_arg(arguments, unsigned);
}

sem_t *sem_open(const char *name, int flags, ...) {
    struct named_semaphore *semaphore;
    va_list arguments;
    int error = stubs_semaphore_name(&name);

    va_start(arguments, flags);
    const unsigned value = value_of(flags, arguments);
    va_end(arguments);
    stubs_lock(&stubs_names_lock);
    if (error == 0)
        error = open_named(name, flags, value, &semaphore);
    if (error == 0)
        semaphore->opened++;
    stubs_unlock(&stubs_names_lock);
    if (error == 0)
        return &semaphore->semaphore;
    errno = error;
    return SEM_FAILED;
}
