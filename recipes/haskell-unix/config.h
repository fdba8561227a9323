/*
 * What `configure` of the package finds out elsewhere; the numbers of signals follow. HAVE_ is said of what guests
 * have in newlib or in the stubs `posix`: for the rest the package has a way of its own, or says that it is not
 * supported.
 */
#define HAVE_DECL_FDATASYNC 0
#define HAVE_DIRENT_H 1
#define HAVE_FCNTL_H 1
#define HAVE_FSYNC 1
#define HAVE_GRP_H 1
#define HAVE_LIMITS_H 1
#define HAVE_NANOSLEEP 1
#define HAVE_PWD_H 1
#define HAVE_SETENV 1
#define HAVE_SETITIMER 1
#define HAVE_SIGNAL_H 1
#define HAVE_STRING_H 1
#define HAVE_STRUCT_STAT_ST_ATIM 1
#define HAVE_STRUCT_STAT_ST_CTIM 1
#define HAVE_STRUCT_STAT_ST_MTIM 1
#define HAVE_SYSCONF 1
#define HAVE_SYS_RESOURCE_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TIMES_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_UTSNAME_H 1
#define HAVE_SYS_WAIT_H 1
#define HAVE_TCDRAIN 1
#define HAVE_TERMIOS_H 1
#define HAVE_TIME_H 1
#define HAVE_UNISTD_H 1
#define HAVE_UNSETENV 1
#define HAVE_UTIME_H 1

/* Numbers that the package names and no header of guests has: what takes them is not there or refuses all of them. */
#define PRIO_PROCESS 0
#define PRIO_PGRP 1
#define PRIO_USER 2
#define _POSIX_VDISABLE 0
#define TCOOFF 0
#define TCOON 1
#define TCIOFF 2
#define TCION 3
#define B50 50
#define B75 75
#define B110 110
#define B134 134
#define B150 150
#define B200 200
#define B300 300
#define B600 600
#define B1200 1200
#define B1800 1800
#define B2400 2400
#define B4800 4800
