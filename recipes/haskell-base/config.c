/*
 * Prints HsBaseConfig.h, which GHC's build has from a configure script: what the guest's headers say of types and
 * numbers. Compiled with those headers, run on the build machine. Functions are those of the stubs tier `posix`.
 */
#if __has_include(<ctype.h>)
#include <ctype.h>
#endif
#if __has_include(<errno.h>)
#include <errno.h>
#endif
#if __has_include(<fcntl.h>)
#include <fcntl.h>
#endif
#if __has_include(<inttypes.h>)
#include <inttypes.h>
#endif
#if __has_include(<langinfo.h>)
#include <langinfo.h>
#endif
#if __has_include(<limits.h>)
#include <limits.h>
#endif
#if __has_include(<poll.h>)
#include <poll.h>
#endif
#if __has_include(<signal.h>)
#include <signal.h>
#endif
#if __has_include(<stdbool.h>)
#include <stdbool.h>
#endif
#if __has_include(<stddef.h>)
#include <stddef.h>
#endif
#if __has_include(<stdint.h>)
#include <stdint.h>
#endif
#if __has_include(<sys/epoll.h>)
#include <sys/epoll.h>
#endif
#if __has_include(<sys/event.h>)
#include <sys/event.h>
#endif
#if __has_include(<sys/eventfd.h>)
#include <sys/eventfd.h>
#endif
#if __has_include(<sys/file.h>)
#include <sys/file.h>
#endif
#if __has_include(<sys/resource.h>)
#include <sys/resource.h>
#endif
#if __has_include(<sys/select.h>)
#include <sys/select.h>
#endif
#if __has_include(<sys/socket.h>)
#include <sys/socket.h>
#endif
#if __has_include(<sys/stat.h>)
#include <sys/stat.h>
#endif
#if __has_include(<sys/syscall.h>)
#include <sys/syscall.h>
#endif
#if __has_include(<sys/time.h>)
#include <sys/time.h>
#endif
#if __has_include(<sys/timeb.h>)
#include <sys/timeb.h>
#endif
#if __has_include(<sys/timers.h>)
#include <sys/timers.h>
#endif
#if __has_include(<sys/times.h>)
#include <sys/times.h>
#endif
#if __has_include(<sys/types.h>)
#include <sys/types.h>
#endif
#if __has_include(<sys/utsname.h>)
#include <sys/utsname.h>
#endif
#if __has_include(<sys/wait.h>)
#include <sys/wait.h>
#endif
#if __has_include(<termios.h>)
#include <termios.h>
#endif
#if __has_include(<time.h>)
#include <time.h>
#endif
#if __has_include(<unistd.h>)
#include <unistd.h>
#endif
#if __has_include(<utime.h>)
#include <utime.h>
#endif
#if __has_include(<wctype.h>)
#include <wctype.h>
#endif
#include "md5.h"

int printf(const char *, ...);

static void type(const char *name, int is_real, int is_signed, unsigned size) {
    if (is_real)
        printf("#define HTYPE_%s %s\n", name, size == sizeof(double) ? "Double" : "Float");
    else
        printf("#define HTYPE_%s %s%u\n", name, is_signed ? "Int" : "Word", size * 8);
}

#define TYPE(name, t) type(name, (t)0.5 != 0 && (t)1.5 != 1, (t)-1 < (t)0, sizeof(t))

int main(void) {
    TYPE("CHAR", char);
    TYPE("SIGNED_CHAR", signed char);
    TYPE("UNSIGNED_CHAR", unsigned char);
    TYPE("SHORT", short);
    TYPE("UNSIGNED_SHORT", unsigned short);
    TYPE("INT", int);
    TYPE("UNSIGNED_INT", unsigned int);
    TYPE("LONG", long);
    TYPE("UNSIGNED_LONG", unsigned long);
    TYPE("LONG_LONG", long long);
    TYPE("UNSIGNED_LONG_LONG", unsigned long long);
    TYPE("BOOL", bool);
    TYPE("FLOAT", float);
    TYPE("DOUBLE", double);
    TYPE("PTRDIFF_T", ptrdiff_t);
    TYPE("SIZE_T", size_t);
    TYPE("WCHAR_T", wchar_t);
    TYPE("SIG_ATOMIC_T", sig_atomic_t);
    TYPE("CLOCK_T", clock_t);
    TYPE("TIME_T", time_t);
    TYPE("USECONDS_T", useconds_t);
    TYPE("SUSECONDS_T", suseconds_t);
    TYPE("DEV_T", dev_t);
    TYPE("INO_T", ino_t);
    TYPE("MODE_T", mode_t);
    TYPE("OFF_T", off_t);
    TYPE("PID_T", pid_t);
    TYPE("GID_T", gid_t);
    TYPE("UID_T", uid_t);
    TYPE("CC_T", cc_t);
    TYPE("SPEED_T", speed_t);
    TYPE("TCFLAG_T", tcflag_t);
    TYPE("NLINK_T", nlink_t);
    TYPE("SSIZE_T", ssize_t);
    TYPE("RLIM_T", rlim_t);
    TYPE("BLKSIZE_T", blksize_t);
    TYPE("BLKCNT_T", blkcnt_t);
    TYPE("CLOCKID_T", clockid_t);
    TYPE("FSBLKCNT_T", fsblkcnt_t);
    TYPE("FSFILCNT_T", fsfilcnt_t);
    TYPE("ID_T", id_t);
    TYPE("KEY_T", key_t);
    TYPE("TIMER_T", timer_t);
    TYPE("NFDS_T", nfds_t);
    TYPE("INTPTR_T", intptr_t);
    TYPE("UINTPTR_T", uintptr_t);
    TYPE("INTMAX_T", intmax_t);
    TYPE("UINTMAX_T", uintmax_t);

#ifdef E2BIG
    printf("#define CONST_E2BIG %d\n", E2BIG);
#else
    printf("#define CONST_E2BIG -1\n");
#endif
#ifdef EACCES
    printf("#define CONST_EACCES %d\n", EACCES);
#else
    printf("#define CONST_EACCES -1\n");
#endif
#ifdef EADDRINUSE
    printf("#define CONST_EADDRINUSE %d\n", EADDRINUSE);
#else
    printf("#define CONST_EADDRINUSE -1\n");
#endif
#ifdef EADDRNOTAVAIL
    printf("#define CONST_EADDRNOTAVAIL %d\n", EADDRNOTAVAIL);
#else
    printf("#define CONST_EADDRNOTAVAIL -1\n");
#endif
#ifdef EADV
    printf("#define CONST_EADV %d\n", EADV);
#else
    printf("#define CONST_EADV -1\n");
#endif
#ifdef EAFNOSUPPORT
    printf("#define CONST_EAFNOSUPPORT %d\n", EAFNOSUPPORT);
#else
    printf("#define CONST_EAFNOSUPPORT -1\n");
#endif
#ifdef EAGAIN
    printf("#define CONST_EAGAIN %d\n", EAGAIN);
#else
    printf("#define CONST_EAGAIN -1\n");
#endif
#ifdef EALREADY
    printf("#define CONST_EALREADY %d\n", EALREADY);
#else
    printf("#define CONST_EALREADY -1\n");
#endif
#ifdef EBADF
    printf("#define CONST_EBADF %d\n", EBADF);
#else
    printf("#define CONST_EBADF -1\n");
#endif
#ifdef EBADMSG
    printf("#define CONST_EBADMSG %d\n", EBADMSG);
#else
    printf("#define CONST_EBADMSG -1\n");
#endif
#ifdef EBADRPC
    printf("#define CONST_EBADRPC %d\n", EBADRPC);
#else
    printf("#define CONST_EBADRPC -1\n");
#endif
#ifdef EBUSY
    printf("#define CONST_EBUSY %d\n", EBUSY);
#else
    printf("#define CONST_EBUSY -1\n");
#endif
#ifdef ECHILD
    printf("#define CONST_ECHILD %d\n", ECHILD);
#else
    printf("#define CONST_ECHILD -1\n");
#endif
#ifdef ECOMM
    printf("#define CONST_ECOMM %d\n", ECOMM);
#else
    printf("#define CONST_ECOMM -1\n");
#endif
#ifdef ECONNABORTED
    printf("#define CONST_ECONNABORTED %d\n", ECONNABORTED);
#else
    printf("#define CONST_ECONNABORTED -1\n");
#endif
#ifdef ECONNREFUSED
    printf("#define CONST_ECONNREFUSED %d\n", ECONNREFUSED);
#else
    printf("#define CONST_ECONNREFUSED -1\n");
#endif
#ifdef ECONNRESET
    printf("#define CONST_ECONNRESET %d\n", ECONNRESET);
#else
    printf("#define CONST_ECONNRESET -1\n");
#endif
#ifdef EDEADLK
    printf("#define CONST_EDEADLK %d\n", EDEADLK);
#else
    printf("#define CONST_EDEADLK -1\n");
#endif
#ifdef EDESTADDRREQ
    printf("#define CONST_EDESTADDRREQ %d\n", EDESTADDRREQ);
#else
    printf("#define CONST_EDESTADDRREQ -1\n");
#endif
#ifdef EDIRTY
    printf("#define CONST_EDIRTY %d\n", EDIRTY);
#else
    printf("#define CONST_EDIRTY -1\n");
#endif
#ifdef EDOM
    printf("#define CONST_EDOM %d\n", EDOM);
#else
    printf("#define CONST_EDOM -1\n");
#endif
#ifdef EDQUOT
    printf("#define CONST_EDQUOT %d\n", EDQUOT);
#else
    printf("#define CONST_EDQUOT -1\n");
#endif
#ifdef EEXIST
    printf("#define CONST_EEXIST %d\n", EEXIST);
#else
    printf("#define CONST_EEXIST -1\n");
#endif
#ifdef EFAULT
    printf("#define CONST_EFAULT %d\n", EFAULT);
#else
    printf("#define CONST_EFAULT -1\n");
#endif
#ifdef EFBIG
    printf("#define CONST_EFBIG %d\n", EFBIG);
#else
    printf("#define CONST_EFBIG -1\n");
#endif
#ifdef EFTYPE
    printf("#define CONST_EFTYPE %d\n", EFTYPE);
#else
    printf("#define CONST_EFTYPE -1\n");
#endif
#ifdef EHOSTDOWN
    printf("#define CONST_EHOSTDOWN %d\n", EHOSTDOWN);
#else
    printf("#define CONST_EHOSTDOWN -1\n");
#endif
#ifdef EHOSTUNREACH
    printf("#define CONST_EHOSTUNREACH %d\n", EHOSTUNREACH);
#else
    printf("#define CONST_EHOSTUNREACH -1\n");
#endif
#ifdef EIDRM
    printf("#define CONST_EIDRM %d\n", EIDRM);
#else
    printf("#define CONST_EIDRM -1\n");
#endif
#ifdef EILSEQ
    printf("#define CONST_EILSEQ %d\n", EILSEQ);
#else
    printf("#define CONST_EILSEQ -1\n");
#endif
#ifdef EINPROGRESS
    printf("#define CONST_EINPROGRESS %d\n", EINPROGRESS);
#else
    printf("#define CONST_EINPROGRESS -1\n");
#endif
#ifdef EINTR
    printf("#define CONST_EINTR %d\n", EINTR);
#else
    printf("#define CONST_EINTR -1\n");
#endif
#ifdef EINVAL
    printf("#define CONST_EINVAL %d\n", EINVAL);
#else
    printf("#define CONST_EINVAL -1\n");
#endif
#ifdef EIO
    printf("#define CONST_EIO %d\n", EIO);
#else
    printf("#define CONST_EIO -1\n");
#endif
#ifdef EISCONN
    printf("#define CONST_EISCONN %d\n", EISCONN);
#else
    printf("#define CONST_EISCONN -1\n");
#endif
#ifdef EISDIR
    printf("#define CONST_EISDIR %d\n", EISDIR);
#else
    printf("#define CONST_EISDIR -1\n");
#endif
#ifdef ELOOP
    printf("#define CONST_ELOOP %d\n", ELOOP);
#else
    printf("#define CONST_ELOOP -1\n");
#endif
#ifdef EMFILE
    printf("#define CONST_EMFILE %d\n", EMFILE);
#else
    printf("#define CONST_EMFILE -1\n");
#endif
#ifdef EMLINK
    printf("#define CONST_EMLINK %d\n", EMLINK);
#else
    printf("#define CONST_EMLINK -1\n");
#endif
#ifdef EMSGSIZE
    printf("#define CONST_EMSGSIZE %d\n", EMSGSIZE);
#else
    printf("#define CONST_EMSGSIZE -1\n");
#endif
#ifdef EMULTIHOP
    printf("#define CONST_EMULTIHOP %d\n", EMULTIHOP);
#else
    printf("#define CONST_EMULTIHOP -1\n");
#endif
#ifdef ENAMETOOLONG
    printf("#define CONST_ENAMETOOLONG %d\n", ENAMETOOLONG);
#else
    printf("#define CONST_ENAMETOOLONG -1\n");
#endif
#ifdef ENETDOWN
    printf("#define CONST_ENETDOWN %d\n", ENETDOWN);
#else
    printf("#define CONST_ENETDOWN -1\n");
#endif
#ifdef ENETRESET
    printf("#define CONST_ENETRESET %d\n", ENETRESET);
#else
    printf("#define CONST_ENETRESET -1\n");
#endif
#ifdef ENETUNREACH
    printf("#define CONST_ENETUNREACH %d\n", ENETUNREACH);
#else
    printf("#define CONST_ENETUNREACH -1\n");
#endif
#ifdef ENFILE
    printf("#define CONST_ENFILE %d\n", ENFILE);
#else
    printf("#define CONST_ENFILE -1\n");
#endif
#ifdef ENOBUFS
    printf("#define CONST_ENOBUFS %d\n", ENOBUFS);
#else
    printf("#define CONST_ENOBUFS -1\n");
#endif
#ifdef ENODATA
    printf("#define CONST_ENODATA %d\n", ENODATA);
#else
    printf("#define CONST_ENODATA -1\n");
#endif
#ifdef ENODEV
    printf("#define CONST_ENODEV %d\n", ENODEV);
#else
    printf("#define CONST_ENODEV -1\n");
#endif
#ifdef ENOENT
    printf("#define CONST_ENOENT %d\n", ENOENT);
#else
    printf("#define CONST_ENOENT -1\n");
#endif
#ifdef ENOEXEC
    printf("#define CONST_ENOEXEC %d\n", ENOEXEC);
#else
    printf("#define CONST_ENOEXEC -1\n");
#endif
#ifdef ENOLCK
    printf("#define CONST_ENOLCK %d\n", ENOLCK);
#else
    printf("#define CONST_ENOLCK -1\n");
#endif
#ifdef ENOLINK
    printf("#define CONST_ENOLINK %d\n", ENOLINK);
#else
    printf("#define CONST_ENOLINK -1\n");
#endif
#ifdef ENOMEM
    printf("#define CONST_ENOMEM %d\n", ENOMEM);
#else
    printf("#define CONST_ENOMEM -1\n");
#endif
#ifdef ENOMSG
    printf("#define CONST_ENOMSG %d\n", ENOMSG);
#else
    printf("#define CONST_ENOMSG -1\n");
#endif
#ifdef ENONET
    printf("#define CONST_ENONET %d\n", ENONET);
#else
    printf("#define CONST_ENONET -1\n");
#endif
#ifdef ENOPROTOOPT
    printf("#define CONST_ENOPROTOOPT %d\n", ENOPROTOOPT);
#else
    printf("#define CONST_ENOPROTOOPT -1\n");
#endif
#ifdef ENOSPC
    printf("#define CONST_ENOSPC %d\n", ENOSPC);
#else
    printf("#define CONST_ENOSPC -1\n");
#endif
#ifdef ENOSR
    printf("#define CONST_ENOSR %d\n", ENOSR);
#else
    printf("#define CONST_ENOSR -1\n");
#endif
#ifdef ENOSTR
    printf("#define CONST_ENOSTR %d\n", ENOSTR);
#else
    printf("#define CONST_ENOSTR -1\n");
#endif
#ifdef ENOSYS
    printf("#define CONST_ENOSYS %d\n", ENOSYS);
#else
    printf("#define CONST_ENOSYS -1\n");
#endif
#ifdef ENOTBLK
    printf("#define CONST_ENOTBLK %d\n", ENOTBLK);
#else
    printf("#define CONST_ENOTBLK -1\n");
#endif
#ifdef ENOTCONN
    printf("#define CONST_ENOTCONN %d\n", ENOTCONN);
#else
    printf("#define CONST_ENOTCONN -1\n");
#endif
#ifdef ENOTDIR
    printf("#define CONST_ENOTDIR %d\n", ENOTDIR);
#else
    printf("#define CONST_ENOTDIR -1\n");
#endif
#ifdef ENOTEMPTY
    printf("#define CONST_ENOTEMPTY %d\n", ENOTEMPTY);
#else
    printf("#define CONST_ENOTEMPTY -1\n");
#endif
#ifdef ENOTSOCK
    printf("#define CONST_ENOTSOCK %d\n", ENOTSOCK);
#else
    printf("#define CONST_ENOTSOCK -1\n");
#endif
#ifdef ENOTTY
    printf("#define CONST_ENOTTY %d\n", ENOTTY);
#else
    printf("#define CONST_ENOTTY -1\n");
#endif
#ifdef ENXIO
    printf("#define CONST_ENXIO %d\n", ENXIO);
#else
    printf("#define CONST_ENXIO -1\n");
#endif
#ifdef EOPNOTSUPP
    printf("#define CONST_EOPNOTSUPP %d\n", EOPNOTSUPP);
#else
    printf("#define CONST_EOPNOTSUPP -1\n");
#endif
#ifdef EPERM
    printf("#define CONST_EPERM %d\n", EPERM);
#else
    printf("#define CONST_EPERM -1\n");
#endif
#ifdef EPFNOSUPPORT
    printf("#define CONST_EPFNOSUPPORT %d\n", EPFNOSUPPORT);
#else
    printf("#define CONST_EPFNOSUPPORT -1\n");
#endif
#ifdef EPIPE
    printf("#define CONST_EPIPE %d\n", EPIPE);
#else
    printf("#define CONST_EPIPE -1\n");
#endif
#ifdef EPROCLIM
    printf("#define CONST_EPROCLIM %d\n", EPROCLIM);
#else
    printf("#define CONST_EPROCLIM -1\n");
#endif
#ifdef EPROCUNAVAIL
    printf("#define CONST_EPROCUNAVAIL %d\n", EPROCUNAVAIL);
#else
    printf("#define CONST_EPROCUNAVAIL -1\n");
#endif
#ifdef EPROGMISMATCH
    printf("#define CONST_EPROGMISMATCH %d\n", EPROGMISMATCH);
#else
    printf("#define CONST_EPROGMISMATCH -1\n");
#endif
#ifdef EPROGUNAVAIL
    printf("#define CONST_EPROGUNAVAIL %d\n", EPROGUNAVAIL);
#else
    printf("#define CONST_EPROGUNAVAIL -1\n");
#endif
#ifdef EPROTO
    printf("#define CONST_EPROTO %d\n", EPROTO);
#else
    printf("#define CONST_EPROTO -1\n");
#endif
#ifdef EPROTONOSUPPORT
    printf("#define CONST_EPROTONOSUPPORT %d\n", EPROTONOSUPPORT);
#else
    printf("#define CONST_EPROTONOSUPPORT -1\n");
#endif
#ifdef EPROTOTYPE
    printf("#define CONST_EPROTOTYPE %d\n", EPROTOTYPE);
#else
    printf("#define CONST_EPROTOTYPE -1\n");
#endif
#ifdef ERANGE
    printf("#define CONST_ERANGE %d\n", ERANGE);
#else
    printf("#define CONST_ERANGE -1\n");
#endif
#ifdef EREMCHG
    printf("#define CONST_EREMCHG %d\n", EREMCHG);
#else
    printf("#define CONST_EREMCHG -1\n");
#endif
#ifdef EREMOTE
    printf("#define CONST_EREMOTE %d\n", EREMOTE);
#else
    printf("#define CONST_EREMOTE -1\n");
#endif
#ifdef EROFS
    printf("#define CONST_EROFS %d\n", EROFS);
#else
    printf("#define CONST_EROFS -1\n");
#endif
#ifdef ERPCMISMATCH
    printf("#define CONST_ERPCMISMATCH %d\n", ERPCMISMATCH);
#else
    printf("#define CONST_ERPCMISMATCH -1\n");
#endif
#ifdef ERREMOTE
    printf("#define CONST_ERREMOTE %d\n", ERREMOTE);
#else
    printf("#define CONST_ERREMOTE -1\n");
#endif
#ifdef ESHUTDOWN
    printf("#define CONST_ESHUTDOWN %d\n", ESHUTDOWN);
#else
    printf("#define CONST_ESHUTDOWN -1\n");
#endif
#ifdef ESOCKTNOSUPPORT
    printf("#define CONST_ESOCKTNOSUPPORT %d\n", ESOCKTNOSUPPORT);
#else
    printf("#define CONST_ESOCKTNOSUPPORT -1\n");
#endif
#ifdef ESPIPE
    printf("#define CONST_ESPIPE %d\n", ESPIPE);
#else
    printf("#define CONST_ESPIPE -1\n");
#endif
#ifdef ESRCH
    printf("#define CONST_ESRCH %d\n", ESRCH);
#else
    printf("#define CONST_ESRCH -1\n");
#endif
#ifdef ESRMNT
    printf("#define CONST_ESRMNT %d\n", ESRMNT);
#else
    printf("#define CONST_ESRMNT -1\n");
#endif
#ifdef ESTALE
    printf("#define CONST_ESTALE %d\n", ESTALE);
#else
    printf("#define CONST_ESTALE -1\n");
#endif
#ifdef ETIME
    printf("#define CONST_ETIME %d\n", ETIME);
#else
    printf("#define CONST_ETIME -1\n");
#endif
#ifdef ETIMEDOUT
    printf("#define CONST_ETIMEDOUT %d\n", ETIMEDOUT);
#else
    printf("#define CONST_ETIMEDOUT -1\n");
#endif
#ifdef ETOOMANYREFS
    printf("#define CONST_ETOOMANYREFS %d\n", ETOOMANYREFS);
#else
    printf("#define CONST_ETOOMANYREFS -1\n");
#endif
#ifdef ETXTBSY
    printf("#define CONST_ETXTBSY %d\n", ETXTBSY);
#else
    printf("#define CONST_ETXTBSY -1\n");
#endif
#ifdef EUSERS
    printf("#define CONST_EUSERS %d\n", EUSERS);
#else
    printf("#define CONST_EUSERS -1\n");
#endif
#ifdef EWOULDBLOCK
    printf("#define CONST_EWOULDBLOCK %d\n", EWOULDBLOCK);
#else
    printf("#define CONST_EWOULDBLOCK -1\n");
#endif
#ifdef EXDEV
    printf("#define CONST_EXDEV %d\n", EXDEV);
#else
    printf("#define CONST_EXDEV -1\n");
#endif
#ifdef ENOCIGAR
    printf("#define CONST_ENOCIGAR %d\n", ENOCIGAR);
#else
    printf("#define CONST_ENOCIGAR -1\n");
#endif
#ifdef ENOTSUP
    printf("#define CONST_ENOTSUP %d\n", ENOTSUP);
#else
    printf("#define CONST_ENOTSUP -1\n");
#endif
    printf("#define CONST_SIGINT %d\n", SIGINT);
#ifdef O_BINARY
    printf("#define CONST_O_BINARY %d\n", O_BINARY);
#else
    printf("#define CONST_O_BINARY 0\n");
#endif
    printf("#define SIZEOF_STRUCT_MD5CONTEXT %u\n", (unsigned)sizeof(struct MD5Context));

#if __has_include(<ctype.h>)
    printf("#define HAVE_CTYPE_H 1\n");
#endif
#if __has_include(<errno.h>)
    printf("#define HAVE_ERRNO_H 1\n");
#endif
#if __has_include(<fcntl.h>)
    printf("#define HAVE_FCNTL_H 1\n");
#endif
#if __has_include(<inttypes.h>)
    printf("#define HAVE_INTTYPES_H 1\n");
#endif
#if __has_include(<langinfo.h>)
    printf("#define HAVE_LANGINFO_H 1\n");
#endif
#if __has_include(<limits.h>)
    printf("#define HAVE_LIMITS_H 1\n");
#endif
#if __has_include(<poll.h>)
    printf("#define HAVE_POLL_H 1\n");
#endif
#if __has_include(<signal.h>)
    printf("#define HAVE_SIGNAL_H 1\n");
#endif
#if __has_include(<stdint.h>)
    printf("#define HAVE_STDINT_H 1\n");
#endif
#if __has_include(<stdlib.h>)
    printf("#define HAVE_STDLIB_H 1\n");
#endif
#if __has_include(<string.h>)
    printf("#define HAVE_STRING_H 1\n");
#endif
#if __has_include(<strings.h>)
    printf("#define HAVE_STRINGS_H 1\n");
#endif
#if __has_include(<sys/epoll.h>)
    printf("#define HAVE_SYS_EPOLL_H 1\n");
#endif
#if __has_include(<sys/event.h>)
    printf("#define HAVE_SYS_EVENT_H 1\n");
#endif
#if __has_include(<sys/eventfd.h>)
    printf("#define HAVE_SYS_EVENTFD_H 1\n");
#endif
#if __has_include(<sys/file.h>)
    printf("#define HAVE_SYS_FILE_H 1\n");
#endif
#if __has_include(<sys/resource.h>)
    printf("#define HAVE_SYS_RESOURCE_H 1\n");
#endif
#if __has_include(<sys/select.h>)
    printf("#define HAVE_SYS_SELECT_H 1\n");
#endif
#if __has_include(<sys/socket.h>)
    printf("#define HAVE_SYS_SOCKET_H 1\n");
#endif
#if __has_include(<sys/stat.h>)
    printf("#define HAVE_SYS_STAT_H 1\n");
#endif
#if __has_include(<sys/syscall.h>)
    printf("#define HAVE_SYS_SYSCALL_H 1\n");
#endif
#if __has_include(<sys/time.h>)
    printf("#define HAVE_SYS_TIME_H 1\n");
#endif
#if __has_include(<sys/timeb.h>)
    printf("#define HAVE_SYS_TIMEB_H 1\n");
#endif
#if __has_include(<sys/timers.h>)
    printf("#define HAVE_SYS_TIMERS_H 1\n");
#endif
#if __has_include(<sys/times.h>)
    printf("#define HAVE_SYS_TIMES_H 1\n");
#endif
#if __has_include(<sys/types.h>)
    printf("#define HAVE_SYS_TYPES_H 1\n");
#endif
#if __has_include(<sys/utsname.h>)
    printf("#define HAVE_SYS_UTSNAME_H 1\n");
#endif
#if __has_include(<sys/wait.h>)
    printf("#define HAVE_SYS_WAIT_H 1\n");
#endif
#if __has_include(<termios.h>)
    printf("#define HAVE_TERMIOS_H 1\n");
#endif
#if __has_include(<time.h>)
    printf("#define HAVE_TIME_H 1\n");
#endif
#if __has_include(<unistd.h>)
    printf("#define HAVE_UNISTD_H 1\n");
#endif
#if __has_include(<utime.h>)
    printf("#define HAVE_UTIME_H 1\n");
#endif
#if __has_include(<wchar.h>)
    printf("#define HAVE_WCHAR_H 1\n");
#endif
#if __has_include(<wctype.h>)
    printf("#define HAVE_WCTYPE_H 1\n");
#endif
    printf("#define STDC_HEADERS 1\n#define HAVE_LONG_LONG 1\n");
    printf("#define HAVE_CLOCK_GETTIME 1\n#define HAVE_FTRUNCATE 1\n#define HAVE_GETRUSAGE 1\n#define HAVE_ISWSPACE "
           "1\n");
    printf("#define HAVE_LSTAT 1\n#define HAVE_POLL 1\n#define HAVE_TIMES 1\n#define HAVE_UNSETENV 1\n");
    return 0;
}
