/* Sets of processors, of which a guest has at most 64. */
#ifndef _SYS_CPUSET_H_
#define _SYS_CPUSET_H_

#include <sys/_types.h>

#define CPU_SETSIZE 64

typedef struct {
    __uint64_t processors;
} cpu_set_t;

#define CPU_ZERO(set) ((void)((set)->processors = 0))
#define CPU_SET(n, set) ((void)((n) < CPU_SETSIZE ? (set)->processors |= (__uint64_t)1 << (n) : 0))
#define CPU_CLR(n, set) ((void)((n) < CPU_SETSIZE ? (set)->processors &= ~((__uint64_t)1 << (n)) : 0))
#define CPU_ISSET(n, set) ((n) < CPU_SETSIZE && ((set)->processors >> (n)&1) != 0)
#define CPU_COUNT(set) __builtin_popcountl((set)->processors)
#define CPU_EQUAL(one, other) ((one)->processors == (other)->processors)

#endif
