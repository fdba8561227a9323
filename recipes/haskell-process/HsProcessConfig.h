/* What `configure` of the package finds out elsewhere. fork() is there to be linked: it fails with ENOSYS. */
#define CONST_SIG_DFL 0
#define CONST_SIG_IGN 1
#define HAVE_FCNTL_H 1
#define HAVE_FORK 1
#define HAVE_SIGNAL_H 1
#define HAVE_SYSCONF 1
#define HAVE_SYS_WAIT_H 1
#define HAVE_UNISTD_H 1
#define HAVE_WORKING_FORK 1
