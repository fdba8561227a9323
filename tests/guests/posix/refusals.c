#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <iconv.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

static void check_files(void) {
    struct stat status;
    char text[16];

    REFUSES(ENOENT, open("file", O_RDONLY));
    REFUSES(EROFS, open("file", O_WRONLY | O_CREAT | O_TRUNC, 0666));
    REFUSES(EROFS, creat("file", 0666));
    REFUSES(ENOENT, access("file", R_OK));
    REFUSES(ENOENT, stat("file", &status));
    REFUSES(ENOENT, lstat("file", &status));
    REFUSES(ENOENT, chmod("file", 0666));
    REFUSES(ENOENT, link("file", "other"));
    REFUSES(EROFS, symlink("file", "other"));
    REFUSES(ENOENT, readlink("file", text, sizeof text));
    REFUSES(ENOENT, unlink("file"));
    REFUSES(EROFS, mkdir("folder", 0777));
    REFUSES(ENOENT, rmdir("folder"));
    REFUSES(EROFS, mkfifo("file", 0666));
    REFUSES(ENOENT, utime("file", NULL));
    REFUSES(ENOENT, utimes("file", NULL));
    REFUSES(ENOENT, truncate("file", 0));
    REFUSES(ENOENT, chdir("/"));
    REFUSES(ENOENT, rename("file", "other"));
    errno = 0;
    CHECK(getcwd(text, sizeof text) == NULL && errno == ENOENT);
    errno = 0;
    CHECK(opendir("/") == NULL && errno == ENOENT);
    errno = 0;
    CHECK(readdir(NULL) == NULL && errno == EBADF);
    REFUSES(EBADF, closedir(NULL));
    errno = 0;
    CHECK(fopen("file", "r") == NULL && errno == ENOENT);
    errno = 0;
    CHECK(fopen("file", "w") == NULL && errno == EROFS);
}

static void check_processes(void) {
    char *none[] = {NULL};
    int status;

    REFUSES(ENOSYS, fork());
    REFUSES(ENOSYS, execve("program", none, none));
    REFUSES(ENOSYS, execv("program", none));
    REFUSES(ENOSYS, execvp("program", none));
    REFUSES(ENOSYS, setsid());
    REFUSES(ENOSYS, setpgid(0, 0));
    REFUSES(ECHILD, wait(&status));
    REFUSES(ECHILD, waitpid(-1, &status, WNOHANG));
}

static void check_users(void) {
    struct passwd entry, *found = &entry;
    gid_t groups[] = {1};
    char text[16];

    REFUSES(ENOSYS, setuid(1));
    REFUSES(ENOSYS, seteuid(1));
    REFUSES(ENOSYS, setgid(1));
    REFUSES(ENOSYS, setegid(1));
    REFUSES(ENOSYS, setgroups(1, groups));
    REFUSES(ENOSYS, initgroups("user", 1));
    CHECK(getpwuid_r(0, &entry, text, sizeof text, &found) == ENOSYS && found == NULL);
}

void check_refusals(void) {
    check_files();
    check_users();
    check_processes();
    errno = 0;
    CHECK(iconv_open("UTF-8", "LATIN1") == (iconv_t)-1 && errno == EINVAL);
    REFUSES(EBADF, iconv_close((iconv_t)-1));
    errno = 0;
    CHECK(iconv((iconv_t)-1, NULL, NULL, NULL, NULL) == (size_t)-1 && errno == EBADF);
    CHECK(setenv("NAME", "value", 1) == 0 && getenv("NAME") != NULL);
}
