#include "check.h"

#include <grp.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void check_processes(void) {
    char *none[] = {NULL};
    int status;

    REFUSES(ENOSYS, fork());
    REFUSES(ENOSYS, execve("program", none, none));
    REFUSES(ENOSYS, execv("program", none));
    REFUSES(ENOSYS, execvp("program", none));
    REFUSES(ENOSYS, execl("program", "program", NULL));
    REFUSES(ENOSYS, execlp("program", "program", NULL));
    REFUSES(ENOSYS, execle("program", "program", NULL, none));
    REFUSES(ENOSYS, vfork());
    errno = 0;
    CHECK(popen("program", "r") == NULL && errno == ENOSYS);
    REFUSES(ECHILD, pclose(stdin));
    CHECK(system(NULL) == 0);
    REFUSES(EPERM, setsid());
    REFUSES(EPERM, setpgid(0, 2));
    REFUSES(ESRCH, setpgid(2, 0));
    REFUSES(EINVAL, setpgid(0, -1));
    REFUSES(ESRCH, getpgid(2));
    REFUSES(ESRCH, getsid(2));
    REFUSES(ECHILD, wait(&status));
    REFUSES(ECHILD, waitpid(-1, &status, WNOHANG));
}

static void check_accounts(void) {
    gid_t groups[] = {1};

    REFUSES(ENOSYS, setuid(1));
    REFUSES(ENOSYS, seteuid(1));
    REFUSES(ENOSYS, setgid(1));
    REFUSES(ENOSYS, setegid(1));
    REFUSES(ENOSYS, setgroups(1, groups));
    REFUSES(ENOSYS, initgroups("user", 1));
    REFUSES(EINVAL, getgroups(-1, groups));
    errno = 0;
    CHECK(getlogin() == NULL && errno == ENXIO);
}

void check_refusals(void) {
    check_accounts();
    check_processes();
    errno = 0;
    CHECK(iconv_open("UTF-8", "LATIN1") == (iconv_t)-1 && errno == EINVAL);
    REFUSES(EBADF, iconv_close((iconv_t)-1));
    errno = 0;
    CHECK(iconv((iconv_t)-1, NULL, NULL, NULL, NULL) == (size_t)-1 && errno == EBADF);
    REFUSES(EPERM, mknod("/tmp/device", S_IFCHR | 0666, 1));
    CHECK(setenv("NAME", "value", 1) == 0 && getenv("NAME") != NULL && secure_getenv("NAME") == getenv("NAME"));
    CHECK(clearenv() == 0 && getenv("NAME") == NULL);
    CHECK(setenv("NAME", "other", 1) == 0 && strcmp(getenv("NAME"), "other") == 0);
}
