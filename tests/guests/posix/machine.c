#include "check.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

void check_machine(void) {
    struct rlimit limit;
    struct utsname name;
    char host[16];

    CHECK(sysconf(_SC_PAGESIZE) == 4096 && getpagesize() == 4096);
    CHECK(sysconf(_SC_NPROCESSORS_ONLN) == 1 && sysconf(_SC_NPROCESSORS_CONF) == 1);
    CHECK(sysconf(_SC_PHYS_PAGES) > 15000 && sysconf(_SC_PHYS_PAGES) <= 16384);
    CHECK(sysconf(_SC_AVPHYS_PAGES) > 0 && sysconf(_SC_AVPHYS_PAGES) < sysconf(_SC_PHYS_PAGES));
    CHECK(sysconf(_SC_CLK_TCK) == CLOCKS_PER_SEC && sysconf(_SC_OPEN_MAX) == 1024);
    errno = 0;
    CHECK(sysconf(_SC_THREADS) == -1 && errno == 0);
    REFUSES(EINVAL, sysconf(9999));
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 1024 && limit.rlim_max == 1024);
    CHECK(getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur == (rlim_t)sysconf(_SC_PHYS_PAGES) * 4096);
    CHECK(getrlimit(RLIMIT_CPU, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY);
    CHECK(getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0);
    REFUSES(EINVAL, getrlimit(99, &limit));
    REFUSES(ENOSYS, setrlimit(RLIMIT_CORE, &limit));
    CHECK(uname(&name) == 0 && strcmp(name.sysname, "guestpipe") == 0 && strcmp(name.machine, "x86_64") == 0);
    CHECK(gethostname(host, sizeof host) == 0 && strcmp(host, "guest") == 0);
    REFUSES(ENAMETOOLONG, gethostname(host, 5));
    CHECK(getuid() == 0 && geteuid() == 0 && getgid() == 0 && getegid() == 0 && getpid() == 1 && getppid() == 0);
    CHECK(getpgrp() == 1 && getpgid(0) == 1 && getpgid(1) == 1 && getsid(0) == 1 && getgroups(0, NULL) == 0);
    CHECK(setpgid(0, 0) == 0 && setpgid(1, 1) == 0 && getpgrp() == 1);
    CHECK(killpg(0, 0) == 0 && killpg(1, 0) == 0);
    REFUSES(ESRCH, killpg(2, 0));
    REFUSES(EINVAL, killpg(-1, 0));
    CHECK(getpriority(PRIO_PROCESS, 0) == 0 && getpriority(PRIO_PGRP, 1) == 0 && getpriority(PRIO_USER, 0) == 0);
    REFUSES(ESRCH, getpriority(PRIO_PROCESS, 2));
    REFUSES(EINVAL, getpriority(9, 0));
    CHECK(setpriority(PRIO_PROCESS, 0, 0) == 0 && nice(0) == 0);
    REFUSES(ENOSYS, setpriority(PRIO_PROCESS, 0, 5));
    REFUSES(ENOSYS, nice(1));
    CHECK(get_nprocs() == 1 && get_nprocs_conf() == 1 && get_phys_pages() == sysconf(_SC_PHYS_PAGES));
    CHECK(get_avphys_pages() > 0 && get_avphys_pages() < get_phys_pages());
    CHECK(gettid() == getpid() && getdtablesize() == 1024);
    CHECK(umask(077) == 022 && umask(022) == 077);
}
