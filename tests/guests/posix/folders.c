/* What can be done with directories, and seen from them. */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANY = 3000 };

static void check_making(void) {
    struct stat status;

    CHECK(mkdir("/tmp/d", 0777) == 0 && mkdir("/tmp/d/e/", 0700) == 0);
    CHECK(stat("/tmp/d", &status) == 0 && S_ISDIR(status.st_mode) && status.st_nlink == 3);
    CHECK((status.st_mode & ALLPERMS) == 0755);
    REFUSES(EEXIST, mkdir("/tmp/d", 0777));
    REFUSES(ENOENT, mkdir("/tmp/none/d", 0777));
    REFUSES(ENOTEMPTY, rmdir("/tmp/d"));
    REFUSES(EINVAL, rmdir("/tmp/d/."));
    REFUSES(ENOTEMPTY, rmdir("/tmp/d/.."));
    REFUSES(EBUSY, rmdir("/"));
    REFUSES(ENOTDIR, rmdir("/dev/null"));
    REFUSES(EINVAL, rename("/tmp/d", "/tmp/d/e/f"));
    REFUSES(ENOTEMPTY, rename("/tmp/d/e", "/tmp/d"));
    REFUSES(EISDIR, rename("/dev/null", "/tmp/d"));
    REFUSES(ENOTDIR, rename("/tmp/d", "/dev/null"));
    CHECK(rename("/tmp/d/e", "/tmp/e") == 0 && stat("/tmp/e/..", &status) == 0 && status.st_nlink == 4);
    CHECK(rename("/tmp/e", "/tmp/d") == 0 && stat("/tmp/d", &status) == 0 && (status.st_mode & ALLPERMS) == 0700);
    CHECK(remove("/tmp/d") == 0);
    REFUSES(ENOENT, rmdir("/tmp/d"));
}

/* Where the program is: in the root, by its name, though it is no file. */
static void check_own_path(void) {
    char path[32] = "";
    struct stat status;

    CHECK(readlink("/proc/self/exe", path, sizeof path) == 6 && strcmp(path, "/posix") == 0);
    CHECK(lstat("/proc/self/exe", &status) == 0 && S_ISLNK(status.st_mode));
    REFUSES(ENOENT, stat("/proc/self/exe", &status));
    REFUSES(ENOENT, open("/proc/self/exe", O_RDONLY));
}

static void check_working(void) {
    char path[PATH_MAX];
    struct stat status;

    CHECK(getcwd(path, sizeof path) == path && strcmp(path, "/") == 0);
    CHECK(mkdir("tmp/w", 0777) == 0 && chdir("tmp/w") == 0 && getcwd(path, 7) == path && strcmp(path, "/tmp/w") == 0);
    CHECK(getcwd(path, 6) == NULL && errno == ERANGE);
    CHECK(getcwd(path, 0) == NULL && errno == EINVAL);
    char *own = getcwd(NULL, 0);
    CHECK(own != NULL && strcmp(own, "/tmp/w") == 0);
    free(own);
    CHECK(close(open("here", O_CREAT | O_WRONLY, 0666)) == 0 && stat("/tmp/w/here", &status) == 0);
    CHECK(unlink("../w/here") == 0 && rmdir("/tmp/w") == 0);
    CHECK(getcwd(path, sizeof path) == NULL && errno == ENOENT);
    REFUSES(ENOENT, open("there", O_CREAT | O_WRONLY, 0666));
    REFUSES(ENOENT, chdir("/tmp/w"));
    REFUSES(ENOTDIR, chdir("/dev/null"));
    int root = open("/", O_RDONLY | O_DIRECTORY);
    CHECK(fchdir(root) == 0 && getcwd(path, sizeof path) == path && strcmp(path, "/") == 0);
    REFUSES(EISDIR, read(root, path, 1));
    REFUSES(ENOTDIR, fchdir(1));
    CHECK(close(root) == 0);
    REFUSES(EBADF, fchdir(root));
}

static void check_reading(void) {
    int seen[MANY] = {0}, number, dots = 0, others = 0;
    char name[64];
    struct dirent *entry, own, *end;

    CHECK(mkdir("/tmp/many", 0777) == 0 && chdir("/tmp/many") == 0);
    for (int i = 0; i < MANY; i++) {
        sprintf(name, "n%d", i);
        CHECK(close(open(name, O_CREAT | O_WRONLY, 0666)) == 0);
    }
    DIR *directory = opendir(".");
    while ((entry = readdir(directory)) != NULL) {
        if (sscanf(entry->d_name, "n%d", &number) == 1) {
            seen[number]++;
            others += entry->d_type != DT_REG;
            if (number % 2 == 0)
                CHECK(unlink(entry->d_name) == 0); /* what is read next does not change by it */
        } else {
            dots += entry->d_type == DT_DIR;
        }
    }
    for (int i = 0; i < MANY; i++)
        CHECK(seen[i] == 1);
    CHECK(dots == 2 && others == 0);
    rewinddir(directory);
    CHECK(readdir_r(directory, &own, &end) == 0 && end == &own && strcmp(own.d_name, ".") == 0);
    CHECK(readdir(directory) != NULL);
    const long place = telldir(directory);
    entry = readdir(directory);
    strcpy(name, entry->d_name);
    CHECK(readdir(directory) != NULL);
    seekdir(directory, place);
    CHECK(strcmp(readdir(directory)->d_name, name) == 0 && dirfd(directory) >= 0 && closedir(directory) == 0);
    for (int i = 1; i < MANY; i += 2) {
        sprintf(name, "n%d", i);
        CHECK(unlink(name) == 0);
    }
    CHECK(chdir("/") == 0 && rmdir("/tmp/many") == 0);
    CHECK(opendir("/tmp/many") == NULL && errno == ENOENT);
    CHECK(opendir("/dev/null") == NULL && errno == ENOTDIR);
    CHECK(readdir(NULL) == NULL && errno == EBADF);
    CHECK(readdir_r(NULL, &own, &end) == EBADF);
    REFUSES(EBADF, closedir(NULL));
    REFUSES(EBADF, telldir(NULL));
    REFUSES(EINVAL, dirfd(NULL));
    CHECK(fdopendir(1) == NULL && errno == ENOTDIR);
    CHECK(fdopendir(99) == NULL && errno == EBADF);
}

static int is_no_dot(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static void check_scanning(void) {
    struct dirent **entries;
    int count = scandir("/dev", &entries, is_no_dot, alphasort);

    CHECK(count == 8 && strcmp(entries[0]->d_name, "console") == 0 && strcmp(entries[7]->d_name, "zero") == 0);
    while (count > 0)
        free(entries[--count]);
    free(entries);
    REFUSES(ENOENT, scandir("/none", &entries, NULL, NULL));
}

/* The calls that start from an open directory. */
static void check_from(void) {
    char text[16] = "";
    struct stat status;
    int tmp = open("/tmp", O_RDONLY | O_DIRECTORY), file = openat(tmp, "f", O_CREAT | O_RDWR, 0666);

    CHECK(file >= 0 && fstatat(tmp, "f", &status, 0) == 0 && faccessat(tmp, "f", W_OK, 0) == 0);
    CHECK(mkdirat(tmp, "d", 0777) == 0 && linkat(tmp, "f", tmp, "d/g", 0) == 0 && mkfifoat(tmp, "p", 0600) == 0);
    CHECK(symlinkat("f", tmp, "l") == 0 && readlinkat(tmp, "l", text, 16) == 1 && text[0] == 'f');
    CHECK(fstatat(tmp, "l", &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode));
    CHECK(linkat(tmp, "l", tmp, "m", AT_SYMLINK_FOLLOW) == 0 && fstatat(tmp, "m", &status, 0) == 0);
    CHECK(S_ISREG(status.st_mode) && status.st_nlink == 3 && mknodat(tmp, "n", S_IFREG | 0600, 0) == 0);
    CHECK(fchmodat(tmp, "f", 0600, 0) == 0 && fchownat(tmp, "f", 1, 1, 0) == 0 && fstat(file, &status) == 0);
    CHECK((status.st_mode & ALLPERMS) == 0600 && status.st_uid == 1 && renameat(tmp, "f", tmp, "d/f") == 0);
    CHECK(utimensat(tmp, "l", NULL, AT_SYMLINK_NOFOLLOW) == 0);
    CHECK(unlinkat(tmp, "d/f", 0) == 0 && unlinkat(tmp, "d/g", 0) == 0 && unlinkat(tmp, "d", AT_REMOVEDIR) == 0);
    CHECK(unlinkat(tmp, "l", 0) == 0 && unlinkat(tmp, "m", 0) == 0 && unlinkat(tmp, "p", 0) == 0);
    CHECK(unlinkat(tmp, "n", 0) == 0 && mknod("/tmp/n", S_IFIFO | 0600, 0) == 0 && unlink("/tmp/n") == 0);
    REFUSES(EINVAL, unlinkat(tmp, "n", 99));
    REFUSES(EINVAL, fstatat(tmp, "n", &status, 99));
    REFUSES(EINVAL, mknod("/tmp/n", S_IFSOCK, 0));
    REFUSES(ENOTDIR, openat(file, "f", O_RDONLY));
    REFUSES(EBADF, openat(99, "f", O_RDONLY));
    CHECK(openat(99, "/dev/null", O_RDONLY) >= 0 && close(file + 1) == 0 && close(file) == 0 && close(tmp) == 0);
}

void check_folders(void) {
    check_making();
    check_own_path();
    check_working();
    check_reading();
    check_scanning();
    check_from();
}
