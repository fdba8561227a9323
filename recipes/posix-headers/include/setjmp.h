/* newlib's <setjmp.h>, and the jumps that take the signal mask along, which it has for other machines only. */
#ifndef GUEST_SETJMP_H
#define GUEST_SETJMP_H

#include <sys/cdefs.h>
#include <sys/features.h>

#include_next <setjmp.h>

#if __POSIX_VISIBLE
#include <sys/_sigset.h>

typedef struct {
    jmp_buf __place;
    __sigset_t __blocked;
    int __has_blocked;
} sigjmp_buf[1];

__BEGIN_DECLS

void _sigsetjmp_note(sigjmp_buf, int);
void siglongjmp(sigjmp_buf, int) __attribute__((__noreturn__));
void _longjmp(jmp_buf, int) __attribute__((__noreturn__));

__END_DECLS

/* Macros: whoever calls setjmp() must not have returned when somebody jumps. */
#define sigsetjmp(__buffer, __keep) (_sigsetjmp_note((__buffer), (__keep)), setjmp((__buffer)->__place))
#define _setjmp(__buffer) setjmp(__buffer)
#endif

#endif
