/*
 * newlib's <stdlib.h>, what programs for Linux ask of the environment, and a bsearch which the compiler may inline
 * together with the function that compares.
 */
#ifndef GUEST_STDLIB_H
#define GUEST_STDLIB_H

#include_next <stdlib.h>

__BEGIN_DECLS

#if __GNU_VISIBLE
int clearenv(void);
char *secure_getenv(const char *);
#endif

__END_DECLS

#if defined(__OPTIMIZE__) && !defined(__cplusplus)
extern __inline__ __attribute__((__gnu_inline__)) void *bsearch(const void *__key, const void *__base, size_t __count,
                                                                size_t __size, __compar_fn_t __compare) {
    size_t __low = 0;
    size_t __high = __count;

    while (__low < __high) {
        const size_t __middle = (__low + __high) / 2;
        const char *const __element = (const char *)__base + __middle * __size;
        const int __order = __compare(__key, __element);

        if (__order == 0)
            return (void *)__element;
        if (__order < 0)
            __high = __middle;
        else
            __low = __middle + 1;
    }
    return 0;
}
#endif

#endif
