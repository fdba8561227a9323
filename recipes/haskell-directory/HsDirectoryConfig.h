/* What `configure` of the package finds out elsewhere. */
#define EXE_EXTENSION ""
#define HAVE_FCNTL_H 1
#define HAVE_LIMITS_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_TIME_H 1
#define HAVE_UTIMENSAT 1
