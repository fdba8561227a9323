/*
 * Does what each line of standard input says, once by the tier's calls and once by the host's, in folders of the same
 * path, and ends with 1 at the first difference in results, errors or what can be seen of files.
 */
#include "calls.h"
#include "kernel.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    OPEN = 8,
    LARGEST = 70000,
    PIPE_HALF = 32768,
};

static const char base[] = "/tmp/r/r/r/r/w";
static char line[2 * PATH_MAX];
static int here[OPEN], there[OPEN]; /* descriptors of the tier and of the host */

static void differ(const char *what, long ours, long theirs) {
    printf("%s: %s: the tier %ld, the host %ld\n", line, what, ours, theirs);
    exit(1);
}

/* A result of the tier's call and one of the host's, each with its error. */
struct pair {
    long ours, theirs;
    int our_error, their_error;
};

#define BOTH(ours_call, theirs_call)                                                                                 \
    ({                                                                                                               \
        struct pair pair_;                                                                                           \
        errno = 0;                                                                                                   \
        pair_.ours = (long)(ours_call);                                                                              \
        pair_.our_error = pair_.ours < 0 ? errno : 0;                                                                \
        errno = 0;                                                                                                   \
        pair_.theirs = (long)(theirs_call);                                                                          \
        pair_.their_error = pair_.theirs < 0 ? errno : 0;                                                            \
        pair_;                                                                                                       \
    })

static bool is_same(struct pair pair) {
    if (pair.our_error != pair.their_error)
        differ("error", pair.our_error, pair.their_error);
    return pair.ours >= 0;
}

static void is_equal(struct pair pair) {
    is_same(pair);
    if (pair.ours != pair.theirs)
        differ("result", pair.ours, pair.theirs);
}

static void compare_status(const struct stat *ours, const struct stat *theirs, bool with_times) {
    if (ours->st_mode != theirs->st_mode)
        differ("mode", ours->st_mode, theirs->st_mode);
    if (ours->st_nlink != theirs->st_nlink)
        differ("links", (long)ours->st_nlink, (long)theirs->st_nlink);
    if (!S_ISDIR(ours->st_mode) && ours->st_size != theirs->st_size)
        differ("size", ours->st_size, theirs->st_size);
    if (!with_times)
        return;
    if (ours->st_atim.tv_sec != theirs->st_atim.tv_sec || ours->st_atim.tv_nsec != theirs->st_atim.tv_nsec)
        differ("time of access", ours->st_atim.tv_sec, theirs->st_atim.tv_sec);
    if (ours->st_mtim.tv_sec != theirs->st_mtim.tv_sec || ours->st_mtim.tv_nsec != theirs->st_mtim.tv_nsec)
        differ("time of modification", ours->st_mtim.tv_sec, theirs->st_mtim.tv_sec);
}

static void compare_path(const char *path, int flags, bool with_times) {
    struct stat ours, theirs;

    if (is_same(BOTH(guest_fstatat(AT_FDCWD, path, &ours, flags), fstatat(AT_FDCWD, path, &theirs, flags))))
        compare_status(&ours, &theirs, with_times);
}

static void compare_texts(const char *ours, const char *theirs) {
    if (strcmp(ours, theirs) != 0) {
        printf("%s: the tier `%s`, the host `%s`\n", line, ours, theirs);
        exit(1);
    }
}

/* The names in a folder, each with its type, sorted. */
static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static char names[2][512][264];

static void note(int which, int *count, const char *name, int type) {
    snprintf(names[which][(*count)++], sizeof names[which][0], "%.255s %d", name, type);
}

static void compare_names(const char *path) {
    void *ours = guest_opendir(path), *theirs = host_opendir(path);
    const char *name;
    int count[2] = {0, 0}, type;

    if ((ours == NULL) != (theirs == NULL))
        differ("opendir", ours != NULL, theirs != NULL);
    if (ours == NULL)
        return;
    while ((name = tier_readdir(ours, &type)) != NULL)
        note(0, &count[0], name, type);
    while ((name = host_readdir(theirs, &type)) != NULL)
        note(1, &count[1], name, type);
    guest_closedir(ours);
    host_closedir(theirs);
    if (count[0] != count[1])
        differ("names", count[0], count[1]);
    for (int i = 0; i < 2; i++)
        qsort(names[i], (size_t)count[i], sizeof names[i][0], by_text);
    for (int i = 0; i < count[0]; i++)
        compare_texts(names[0][i], names[1][i]);
}

static void open_both(int slot, const char *path, int flags, mode_t mode) {
    const struct pair pair = BOTH(guest_open(path, flags | O_NONBLOCK, mode), open(path, flags | O_NONBLOCK, mode));

    if (!is_same(pair))
        return;
    if (here[slot] >= 0) {
        guest_close(here[slot]);
        close(there[slot]);
    }
    here[slot] = (int)pair.ours;
    there[slot] = (int)pair.theirs;
}

static void close_both(int slot) {
    is_equal(BOTH(guest_close(here[slot]), close(there[slot])));
    here[slot] = there[slot] = -1;
}

static void read_both(int slot, long count, long position) {
    static char ours[LARGEST], theirs[LARGEST];
    const size_t wanted = (size_t)count;
    struct pair pair;

    if (position < 0)
        pair = BOTH(guest_read(here[slot], ours, wanted), read(there[slot], theirs, wanted));
    else
        pair = BOTH(guest_pread(here[slot], ours, wanted, position), pread(there[slot], theirs, wanted, position));
    is_equal(pair);
    if (pair.ours > 0 && memcmp(ours, theirs, (size_t)pair.ours) != 0)
        differ("bytes", ours[0], theirs[0]);
}

/* Linux fills a pipe by pages, which need not be full: beyond half of it, how much it takes is its own affair. */
static bool may_overfill(int slot, size_t count) {
    struct stat theirs;
    int held;

    return fstat(there[slot], &theirs) == 0 && S_ISFIFO(theirs.st_mode) && ioctl(there[slot], FIONREAD, &held) == 0 &&
           (size_t)held + count > PIPE_HALF;
}

static void write_both(int slot, long count, long position, int seed) {
    static char bytes[LARGEST];
    const size_t wanted = (size_t)count;

    if (may_overfill(slot, wanted))
        return;
    for (size_t i = 0; i < wanted; i++)
        bytes[i] = (char)(i * 7 + (size_t)seed);
    if (position < 0)
        is_equal(BOTH(guest_write(here[slot], bytes, wanted), write(there[slot], bytes, wanted)));
    else
        is_equal(
            BOTH(guest_pwrite(here[slot], bytes, wanted, position), pwrite(there[slot], bytes, wanted, position)));
}

/* Which positions a folder has POSIX leaves open, and on Linux each file system says otherwise. */
static void lseek_both(int slot, off_t offset, int whence) {
    struct stat theirs;

    if (fstat(there[slot], &theirs) == 0 && S_ISDIR(theirs.st_mode))
        return;
    is_equal(BOTH(guest_lseek(here[slot], offset, whence), lseek(there[slot], offset, whence)));
}

static void fstat_both(int slot) {
    struct stat ours, theirs;

    if (is_same(BOTH(guest_fstat(here[slot], &ours), fstat(there[slot], &theirs))))
        compare_status(&ours, &theirs, false);
}

static void readlink_both(const char *path, size_t size) {
    char ours[PATH_MAX + 1] = "", theirs[PATH_MAX + 1] = "";

    is_equal(BOTH(guest_readlink(path, ours, size), readlink(path, theirs, size)));
    compare_texts(ours, theirs);
}

static void getcwd_both(size_t size) {
    char ours[PATH_MAX] = "", theirs[PATH_MAX] = "";

    is_same(BOTH(guest_getcwd(ours, size) != NULL ? 0 : -1, getcwd(theirs, size) != NULL ? 0 : -1));
    compare_texts(ours, theirs);
}

static void realpath_both(const char *path) {
    char ours[PATH_MAX], theirs[PATH_MAX];

    if (is_same(BOTH(guest_realpath(path, ours) != NULL ? 0 : -1, realpath(path, theirs) != NULL ? 0 : -1)))
        compare_texts(ours, theirs);
}

static void utime_both(const char *path, long seconds, long nanoseconds, int flags) {
    const struct timespec times[2] = {{seconds, nanoseconds}, {seconds / 2, nanoseconds}};

    is_equal(BOTH(guest_utimensat(AT_FDCWD, path, times, flags), utimensat(AT_FDCWD, path, times, flags)));
    if (nanoseconds >= 0 && nanoseconds < 1000000000)
        compare_path(path, flags, true);
}

static void dup_both(int slot, int other) {
    const struct pair pair = BOTH(guest_dup(here[slot]), dup(there[slot]));

    if (!is_same(pair))
        return;
    if (here[other] >= 0) {
        guest_close(here[other]);
        close(there[other]);
    }
    here[other] = (int)pair.ours;
    there[other] = (int)pair.theirs;
}

/* A path in the line: empty as `-`. */
static const char *path_of(const char *word) {
    return strcmp(word, "-") == 0 ? "" : word;
}

static void do_names(const char *call, const char *a, const char *b, long number) {
    const mode_t mode = (mode_t)number;

    if (strcmp(call, "mkdir") == 0)
        is_equal(BOTH(guest_mkdir(a, mode), mkdir(a, mode)));
    else if (strcmp(call, "rmdir") == 0)
        is_equal(BOTH(guest_rmdir(a), rmdir(a)));
    else if (strcmp(call, "unlink") == 0)
        is_equal(BOTH(guest_unlink(a), unlink(a)));
    else if (strcmp(call, "mkfifo") == 0)
        is_equal(BOTH(guest_mkfifo(a, mode), mkfifo(a, mode)));
    else if (strcmp(call, "link") == 0)
        is_equal(BOTH(guest_link(a, b), link(a, b)));
    else if (strcmp(call, "symlink") == 0)
        is_equal(BOTH(guest_symlink(a, b), symlink(a, b)));
    else if (strcmp(call, "rename") == 0)
        is_equal(BOTH(guest_renameat(AT_FDCWD, a, AT_FDCWD, b), rename(a, b)));
    else if (strcmp(call, "chdir") == 0)
        is_equal(BOTH(guest_chdir(a), chdir(a)));
    else if (strcmp(call, "truncate") == 0)
        is_equal(BOTH(guest_truncate(a, number), truncate(a, number)));
    else if (strcmp(call, "chmod") == 0)
        is_equal(BOTH(guest_chmod(a, mode), chmod(a, mode)));
    else if (strcmp(call, "access") == 0)
        is_equal(BOTH(guest_access(a, (int)number), access(a, (int)number)));
    else if (strcmp(call, "stat") == 0)
        compare_path(a, 0, false);
    else if (strcmp(call, "lstat") == 0)
        compare_path(a, AT_SYMLINK_NOFOLLOW, false);
    else if (strcmp(call, "readlink") == 0)
        readlink_both(a, (size_t)number);
    else if (strcmp(call, "realpath") == 0)
        realpath_both(a);
    else if (strcmp(call, "names") == 0)
        compare_names(a);
    else if (strcmp(call, "getcwd") == 0)
        getcwd_both((size_t)number);
    else
        differ("no such call", 0, 0);
}

static bool do_slots(const char *call, int slot, long a, long b, int c) {
    if (strcmp(call, "read") == 0)
        read_both(slot, a, b);
    else if (strcmp(call, "write") == 0)
        write_both(slot, a, b, c);
    else if (strcmp(call, "lseek") == 0)
        lseek_both(slot, a, (int)b);
    else if (strcmp(call, "ftruncate") == 0)
        is_equal(BOTH(guest_ftruncate(here[slot], a), ftruncate(there[slot], a)));
    else if (strcmp(call, "fstat") == 0)
        fstat_both(slot);
    else if (strcmp(call, "fchdir") == 0)
        is_equal(BOTH(guest_fchdir(here[slot]), fchdir(there[slot])));
    else if (strcmp(call, "close") == 0)
        close_both(slot);
    else if (strcmp(call, "dup") == 0)
        dup_both(slot, (int)a);
    else
        return false;
    return true;
}

static void do_line(void) {
    static char call[16], a[PATH_MAX + 300], b[PATH_MAX + 300];
    long numbers[4] = {0};

    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "open %ld %s %ld %lo", &numbers[0], a, &numbers[1], (unsigned long *)&numbers[2]) == 4)
        open_both((int)numbers[0], path_of(a), (int)numbers[1], (mode_t)numbers[2]);
    else if (sscanf(line, "utime %s %ld %ld %ld", a, &numbers[0], &numbers[1], &numbers[2]) == 4)
        utime_both(path_of(a), numbers[0], numbers[1], (int)numbers[2]);
    else if (sscanf(line, "%15s %ld %ld %ld %ld", call, &numbers[0], &numbers[1], &numbers[2], &numbers[3]) == 5) {
        if (!do_slots(call, (int)numbers[0], numbers[1], numbers[2], (int)numbers[3]))
            differ("no such call", 0, 0);
    } else if (sscanf(line, "%15s %s %s %ld", call, a, b, &numbers[0]) == 4)
        do_names(call, path_of(a), path_of(b), numbers[0]);
    else
        differ("no such line", 0, 0);
}

static void begin(void) {
    char path[sizeof base];

    umask(022);
    for (size_t i = 5; i <= sizeof base; i++) {
        if (base[i] != '/' && base[i] != '\0')
            continue;
        memcpy(path, base, i);
        path[i] = '\0';
        mkdir(path, 0777);
        guest_mkdir(path, 0777);
        if (base[i] == '\0')
            break;
    }
    is_equal(BOTH(guest_chdir(base), chdir(base)));
    memset(here, 0xff, sizeof here);
    memset(there, 0xff, sizeof there);
}

/* Take away all that is in a folder of the tier. */
static void clear(const char *path) {
    char below[PATH_MAX];
    const char *name;
    int type;
    void *folder = guest_opendir(path);

    while ((name = tier_readdir(folder, &type)) != NULL) {
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        snprintf(below, sizeof below, "%s/%s", path, name);
        if (guest_unlink(below) < 0 && errno == EISDIR) {
            clear(below);
            guest_rmdir(below);
        }
    }
    guest_closedir(folder);
}

/* When all is closed and taken away, all memory is given back. */
static void end(unsigned nodes) {
    for (int slot = 0; slot < OPEN; slot++) {
        if (here[slot] >= 0)
            guest_close(here[slot]);
    }
    strcpy(line, "at the end");
    guest_chdir("/tmp");
    clear("/tmp");
    if (backed_pages != 0)
        differ("pages in use", backed_pages, 0);
    if (stubs_node_count() != nodes)
        differ("nodes in use", stubs_node_count(), nodes);
}

int main(void) {
    guest_chdir("/tmp");
    const unsigned nodes = stubs_node_count();

    begin();
    while (fgets(line, sizeof line, stdin) != NULL)
        do_line();
    end(nodes);
    return 0;
}
