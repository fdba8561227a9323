/*
 * What GHC's configure would find on a guest: newlib's headers with those of posix-headers, and the functions of the
 * stubs tier `posix`. recipes/ghc-target/check.c holds the sizes to it. What is not defined, a guest does not have:
 * shared libraries, eventfd, timerfd, timer_create, the linker of GHCi.
 */
#ifndef GHCAUTOCONF_H
#define GHCAUTOCONF_H

#define SIZEOF_CHAR 1
#define ALIGNMENT_CHAR 1
#define SIZEOF_DOUBLE 8
#define ALIGNMENT_DOUBLE 8
#define SIZEOF_FLOAT 4
#define ALIGNMENT_FLOAT 4
#define SIZEOF_INT 4
#define ALIGNMENT_INT 4
#define SIZEOF_INT16_T 2
#define ALIGNMENT_INT16_T 2
#define SIZEOF_INT32_T 4
#define ALIGNMENT_INT32_T 4
#define SIZEOF_INT64_T 8
#define ALIGNMENT_INT64_T 8
#define SIZEOF_INT8_T 1
#define ALIGNMENT_INT8_T 1
#define SIZEOF_LONG 8
#define ALIGNMENT_LONG 8
#define SIZEOF_LONG_LONG 8
#define ALIGNMENT_LONG_LONG 8
#define SIZEOF_SHORT 2
#define ALIGNMENT_SHORT 2
#define SIZEOF_UINT16_T 2
#define ALIGNMENT_UINT16_T 2
#define SIZEOF_UINT32_T 4
#define ALIGNMENT_UINT32_T 4
#define SIZEOF_UINT64_T 8
#define ALIGNMENT_UINT64_T 8
#define SIZEOF_UINT8_T 1
#define ALIGNMENT_UINT8_T 1
#define SIZEOF_UNSIGNED_CHAR 1
#define ALIGNMENT_UNSIGNED_CHAR 1
#define SIZEOF_UNSIGNED_INT 4
#define ALIGNMENT_UNSIGNED_INT 4
#define SIZEOF_UNSIGNED_LONG 8
#define ALIGNMENT_UNSIGNED_LONG 8
#define SIZEOF_UNSIGNED_LONG_LONG 8
#define ALIGNMENT_UNSIGNED_LONG_LONG 8
#define SIZEOF_UNSIGNED_SHORT 2
#define ALIGNMENT_UNSIGNED_SHORT 2
#define SIZEOF_VOID_P 8
#define ALIGNMENT_VOID_P 8

#define HAVE_ALLOCA_H 1
#define HAVE_CTYPE_H 1
#define HAVE_ERRNO_H 1
#define HAVE_FCNTL_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_LIMITS_H 1
#define HAVE_LOCALE_H 1
#define HAVE_PTHREAD_H 1
#define HAVE_SCHED_H 1
#define HAVE_SIGNAL_H 1
#define HAVE_STDINT_H 1
#define HAVE_STDIO_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRINGS_H 1
#define HAVE_STRING_H 1
#define HAVE_SYS_MMAN_H 1
#define HAVE_SYS_PARAM_H 1
#define HAVE_SYS_RESOURCE_H 1
#define HAVE_SYS_SELECT_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TIMES_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_SYS_UTSNAME_H 1
#define HAVE_SYS_WAIT_H 1
#define HAVE_TERMIOS_H 1
#define HAVE_TIME_H 1
#define HAVE_UNISTD_H 1
#define HAVE_UTIME_H 1
#define HAVE_WCHAR_H 1

#define HAVE_ALLOCA 1
#define HAVE_C11_ATOMICS 1
#define HAVE_CLOCK_GETTIME 1
#define HAVE_CTIME_R 1
#define HAVE_DECL_CTIME_R 1
#define HAVE_DECL_ENVIRON 1
#define HAVE_GETRUSAGE 1
#define HAVE_GETTIMEOFDAY 1
#define HAVE_LIBM 1
#define HAVE_LONG_LONG 1
#define HAVE_PTHREAD_SETNAME_NP 1
#define HAVE_SCHED_GETAFFINITY 1
#define HAVE_SCHED_SETAFFINITY 1
#define HAVE_SETITIMER 1
#define HAVE_SETLOCALE 1
#define HAVE_SYSCONF 1
#define HAVE_TIMES 1
#define HAVE_LIBNUMA 0
#define HAVE_PRINTF_LDBLSTUB 0

#define CC_SUPPORTS_TLS 1
#define HAS_VISIBILITY_HIDDEN 1
#define NEED_ATOMIC_LIB 0
#define NEED_PTHREAD_LIB 0
#define STDC_HEADERS 1
#define TABLES_NEXT_TO_CODE 1
#define TIME_WITH_SYS_TIME 1
#define USE_LIBDW 0
#define sUPPORTED_LLVM_VERSION_MAX (14)
#define sUPPORTED_LLVM_VERSION_MIN (10)

#endif
