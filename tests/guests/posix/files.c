/* What can be done with a file: reading and writing, its names, its times and permissions, locks. */
#include "check.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utime.h>

static char bytes[20000], back[20000];

static void check_content(void) {
    struct stat status;
    int file = open("/tmp/file", O_RDWR | O_CREAT | O_EXCL, 0666);

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 31);
    CHECK(file == 3 && fcntl(file, F_GETFL) == O_RDWR && isatty(file) == 0 && errno == ENOTTY);
    CHECK(write(file, bytes, sizeof bytes) == sizeof bytes && lseek(file, 0, SEEK_CUR) == sizeof bytes);
    CHECK(read(file, back, 1) == 0 && lseek(file, 0, SEEK_SET) == 0);
    CHECK(read(file, back, sizeof back) == sizeof back && memcmp(back, bytes, sizeof back) == 0);
    CHECK(pread(file, back, 100, 5000) == 100 && memcmp(back, bytes + 5000, 100) == 0);
    CHECK(pwrite(file, "xyz", 3, 4095) == 3 && pread(file, back, 5, 4094) == 5 && memcmp(back + 1, "xyz", 3) == 0);
    REFUSES(EINVAL, pread(file, back, 1, -1));
    REFUSES(ESPIPE, pwrite(1, back, 1, 0));
    REFUSES(EINVAL, lseek(file, -1, SEEK_SET));
    REFUSES(EINVAL, lseek(file, 0, 9));
    REFUSES(EOVERFLOW, lseek(file, LONG_MAX, SEEK_END));
    CHECK(lseek(file, LONG_MAX, SEEK_SET) == LONG_MAX);
    REFUSES(EFBIG, write(file, "x", 1));
    CHECK(ftruncate(file, 10) == 0 && lseek(file, 0, SEEK_END) == 10);
    CHECK(ftruncate(file, 1L << 40) == 0 && fstat(file, &status) == 0 && status.st_size == 1L << 40);
    CHECK(status.st_blocks == 4 && pread(file, back, 16, 4) == 16 && memcmp(back, bytes + 4, 6) == 0);
    CHECK(back[6] == 0 && back[15] == 0 && pread(file, back, 4, (1L << 40) - 4) == 4 && back[3] == 0);
    CHECK(pwrite(file, "end", 3, 1L << 39) == 3 && pread(file, back, 4, (1L << 39) - 1) == 4 && back[0] == 0);
    CHECK(memcmp(back + 1, "end", 3) == 0 && truncate("/tmp/file", 3) == 0);
    CHECK(fstat(file, &status) == 0 && status.st_size == 3 && S_ISREG(status.st_mode) && status.st_blocks == 4);
    REFUSES(EINVAL, ftruncate(file, -1));
    CHECK(fsync(file) == 0 && fdatasync(file) == 0 && close(file) == 0);
    sync();
    CHECK(posix_fadvise(3, 0, 0, POSIX_FADV_NORMAL) == EBADF && posix_fallocate(3, 0, 1) == EBADF);
}

static void check_ways_to_open(void) {
    int file = open("/tmp/file", O_WRONLY | O_APPEND);

    CHECK(lseek(file, 0, SEEK_SET) == 0 && write(file, "abc", 3) == 3 && lseek(file, 0, SEEK_CUR) == 6);
    CHECK(pwrite(file, "X", 1, 0) == 1); /* where it says, as POSIX has it */
    REFUSES(EBADF, read(file, back, 1));
    CHECK(posix_fallocate(file, 10, 10) == 0 && lseek(file, 0, SEEK_END) == 20);
    CHECK(posix_fallocate(file, 0, 0) == EINVAL && posix_fallocate(file, LONG_MAX, 9) == EFBIG);
    CHECK(posix_fallocate(1, 0, 1) == ESPIPE && posix_fadvise(file, 0, 0, 99) == EINVAL);
    CHECK(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0 && close(file) == 0);
    file = open("/tmp/file", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC && read(file, back, 20) == 20 && back[0] == 'X' && back[5] == 'c');
    REFUSES(EBADF, write(file, "x", 1));
    REFUSES(EINVAL, ftruncate(file, 0));
    CHECK(close(file) == 0 && (file = open("/tmp/file", O_RDWR | O_TRUNC)) >= 0 && lseek(file, 0, SEEK_END) == 0);
    CHECK(close(file) == 0 && (file = creat("/tmp/new", 0640)) >= 0 && close(file) == 0 && unlink("/tmp/new") == 0);
    REFUSES(EEXIST, open("/tmp/file", O_RDWR | O_CREAT | O_EXCL, 0666));
    REFUSES(ENOENT, open("/tmp/none", O_RDONLY));
    REFUSES(ENOENT, open("", O_RDONLY | O_CREAT, 0666));
    REFUSES(ENOTDIR, open("/tmp/file/below", O_RDONLY | O_CREAT, 0666));
    REFUSES(ENOTDIR, open("/tmp/file", O_RDONLY | O_DIRECTORY));
    REFUSES(EISDIR, open("/tmp", O_WRONLY));
    REFUSES(EISDIR, open("/tmp/none/", O_RDWR | O_CREAT, 0666));
    REFUSES(EINVAL, open("/tmp/file", O_ACCMODE));
    REFUSES(ENAMETOOLONG, open(memset(back, 'n', 300), O_RDONLY));
    memset(back, '/', PATH_MAX);
    REFUSES(ENAMETOOLONG, open(back, O_RDONLY));
    memset(back, 0, sizeof back);
}

static void check_pieces(void) {
    struct iovec pieces[3] = {{bytes, 10}, {bytes + 10, 5000}, {bytes + 5010, 1}};
    int file = open("/tmp/pieces", O_RDWR | O_CREAT, 0600);

    CHECK(writev(file, pieces, 3) == 5011 && lseek(file, 0, SEEK_SET) == 0);
    pieces[0] = (struct iovec){back, 6000};
    CHECK(readv(file, pieces, 2) == 5011 && memcmp(back, bytes, 5011) == 0);
    REFUSES(EINVAL, readv(file, pieces, 0));
    REFUSES(EINVAL, writev(file, pieces, IOV_MAX + 1));
    CHECK(close(file) == 0 && unlink("/tmp/pieces") == 0);
    REFUSES(EBADF, writev(file, pieces, 1));
}

/* A file without a name lives while it is open, and one with two until both are gone. */
static void check_names(void) {
    struct stat status, other;
    int file = open("/tmp/one", O_RDWR | O_CREAT, 0666);

    CHECK(link("/tmp/one", "/tmp/two") == 0 && stat("/tmp/two", &status) == 0 && status.st_nlink == 2);
    CHECK(fstat(file, &other) == 0 && other.st_ino == status.st_ino && other.st_dev == status.st_dev);
    REFUSES(EEXIST, link("/tmp/one", "/tmp/two"));
    REFUSES(EPERM, link("/tmp", "/tmp/folder"));
    REFUSES(ENOENT, link("/tmp/none", "/tmp/three"));
    CHECK(unlink("/tmp/one") == 0 && rename("/tmp/two", "/tmp/three") == 0 && remove("/tmp/three") == 0);
    CHECK(fstat(file, &status) == 0 && status.st_nlink == 0 && write(file, "still", 5) == 5);
    CHECK(pread(file, back, 5, 0) == 5 && memcmp(back, "still", 5) == 0 && close(file) == 0);
    REFUSES(ENOENT, unlink("/tmp/three"));
    REFUSES(ENOENT, rename("/tmp/three", "/tmp/one"));
    REFUSES(EISDIR, unlink("/tmp"));
    REFUSES(EBUSY, rename("/tmp/..", "/tmp/one"));
}

static void check_symbolic_links(void) {
    char text[64] = "";
    struct stat status;

    CHECK(symlink("file", "/tmp/link") == 0 && readlink("/tmp/link", text, 64) == 4 && strcmp(text, "file") == 0);
    CHECK(lstat("/tmp/link", &status) == 0 && S_ISLNK(status.st_mode) && status.st_size == 4);
    CHECK(stat("/tmp/link", &status) == 0 && S_ISREG(status.st_mode));
    CHECK(readlink("/tmp/link", text, 2) == 2);
    REFUSES(EINVAL, readlink("/tmp/file", text, 64));
    REFUSES(ELOOP, open("/tmp/link", O_RDONLY | O_NOFOLLOW));
    REFUSES(EEXIST, symlink("x", "/tmp/link"));
    REFUSES(ENOENT, symlink("", "/tmp/empty"));
    CHECK(symlink("round", "/tmp/round") == 0);
    REFUSES(ELOOP, stat("/tmp/round", &status));
    CHECK(symlink("/tmp/made", "/tmp/dangling") == 0 && close(open("/tmp/dangling", O_CREAT | O_WRONLY, 0600)) == 0);
    CHECK(stat("/tmp/made", &status) == 0 && unlink("/tmp/dangling") == 0 && unlink("/tmp/made") == 0);
    char *path = realpath("/tmp/../tmp/./link", NULL);
    CHECK(path != NULL && strcmp(path, "/tmp/file") == 0);
    free(path);
    CHECK(realpath("/tmp/none", text) == NULL && errno == ENOENT);
    CHECK(realpath(NULL, text) == NULL && errno == EINVAL);
    CHECK(unlink("/tmp/link") == 0 && unlink("/tmp/round") == 0);
}

static void check_permissions(void) {
    struct stat status;
    int file = open("/tmp/file", O_RDWR);

    CHECK(stat("/tmp/file", &status) == 0 && (status.st_mode & ALLPERMS) == 0644 && status.st_uid == 0);
    CHECK(chmod("/tmp/file", 0400) == 0 && access("/tmp/file", R_OK | W_OK) == 0);
    REFUSES(EACCES, access("/tmp/file", X_OK));
    REFUSES(EINVAL, access("/tmp/file", 8));
    REFUSES(ENOENT, access("/tmp/none", F_OK));
    CHECK(fchmod(file, 0750) == 0 && access("/tmp/file", X_OK) == 0);
    CHECK(chown("/tmp/file", 5, 6) == 0 && fstat(file, &status) == 0 && status.st_uid == 5 && status.st_gid == 6);
    CHECK(fchown(file, (uid_t)-1, 7) == 0 && fstat(file, &status) == 0 && status.st_uid == 5 && status.st_gid == 7);
    CHECK(lchown("/tmp/file", 0, 0) == 0 && (status.st_mode & ALLPERMS) == 0750);
    REFUSES(ENOENT, chmod("/tmp/none", 0600));
    REFUSES(EINVAL, fchmod(1, 0600));
    REFUSES(EBADF, fchmod(60, 0600));
    REFUSES(ENOENT, chown("/tmp/none", 0, 0));
    REFUSES(EINVAL, fchown(1, 0, 0));
    CHECK(symlink("file", "/tmp/link") == 0);
    REFUSES(EOPNOTSUPP, fchmodat(AT_FDCWD, "/tmp/link", 0600, AT_SYMLINK_NOFOLLOW));
    CHECK(unlink("/tmp/link") == 0 && close(file) == 0);
}

static void check_times(void) {
    const struct timespec exact[2] = {{1000000000, 123456789}, {2000000000, 987654321}};
    const struct timespec half[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
    const struct timespec wrong[2] = {{0, 1000000000}, {0, 0}};
    const struct timeval micro[2] = {{1, 2}, {3, 4}}, bad[2] = {{1, 2}, {3, -4}};
    struct stat status;
    struct timeval now;
    int file = open("/tmp/file", O_RDWR);

    CHECK(utimensat(AT_FDCWD, "/tmp/file", exact, 0) == 0 && stat("/tmp/file", &status) == 0);
    CHECK(status.st_atim.tv_nsec == 123456789 && status.st_mtim.tv_sec == 2000000000);
    CHECK(futimens(file, half) == 0 && fstat(file, &status) == 0 && status.st_atime == 1000000000);
    CHECK(gettimeofday(&now, NULL) == 0 && status.st_mtime <= now.tv_sec && status.st_mtime + 60 > now.tv_sec);
    REFUSES(EINVAL, utimensat(AT_FDCWD, "/tmp/file", wrong, 0));
    REFUSES(EINVAL, futimens(1, half));
    CHECK(utimes("/tmp/file", micro) == 0 && stat("/tmp/file", &status) == 0 && status.st_mtim.tv_nsec == 4000);
    CHECK(futimes(file, micro) == 0 && lutimes("/tmp/file", micro) == 0);
    REFUSES(EINVAL, utimes("/tmp/file", bad));
    CHECK(utime("/tmp/file", &(struct utimbuf){7, 8}) == 0 && stat("/tmp/file", &status) == 0);
    CHECK(status.st_atime == 7 && status.st_mtime == 8 && utime("/tmp/file", NULL) == 0);
    REFUSES(ENOENT, utime("/tmp/none", NULL));
    CHECK(futimens(file, exact) == 0 && write(file, "x", 1) == 1 && fstat(file, &status) == 0);
    CHECK(status.st_mtime >= now.tv_sec && status.st_mtime < 2000000000 + now.tv_sec && close(file) == 0);
}

static void check_locks(void) {
    int one = open("/tmp/file", O_RDWR), two = open("/tmp/file", O_RDONLY);
    struct flock part = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10};

    CHECK(flock(one, LOCK_SH) == 0 && flock(two, LOCK_SH) == 0);
    REFUSES(EWOULDBLOCK, flock(one, LOCK_EX | LOCK_NB));
    CHECK(flock(two, LOCK_UN) == 0 && flock(one, LOCK_EX) == 0);
    REFUSES(EWOULDBLOCK, flock(two, LOCK_SH | LOCK_NB));
    REFUSES(EDEADLK, flock(two, LOCK_SH));
    REFUSES(EINVAL, flock(two, 99));
    REFUSES(EINVAL, flock(1, LOCK_EX));
    CHECK(fcntl(one, F_SETLK, &part) == 0 && fcntl(one, F_GETLK, &part) == 0 && part.l_type == F_UNLCK);
    part.l_type = F_WRLCK;
    REFUSES(EBADF, fcntl(two, F_SETLKW, &part));
    CHECK(lockf(one, F_LOCK, 10) == 0 && lockf(one, F_TEST, 10) == 0 && lockf(one, F_ULOCK, 10) == 0);
    REFUSES(EINVAL, lockf(one, 99, 10));
    CHECK(close(one) == 0 && flock(two, LOCK_EX | LOCK_NB) == 0 && close(two) == 0); /* it goes with its file */
}

static void check_devices(void) {
    struct pollfd polled = {.events = POLLIN | POLLOUT};
    struct stat status;
    int file = open("/dev/null", O_RDWR);

    CHECK(write(file, "gone", 4) == 4 && read(file, back, 4) == 0 && isatty(file) == 0 && close(file) == 0);
    memset(back, 'x', 8);
    CHECK((file = open("/dev/zero", O_RDWR)) >= 0 && read(file, back, 8) == 8 && back[7] == 0 && close(file) == 0);
    CHECK((file = open("/dev/full", O_RDWR)) >= 0 && fstat(file, &status) == 0 && S_ISCHR(status.st_mode));
    REFUSES(ENOSPC, write(file, "x", 1));
    polled.fd = file;
    CHECK(poll(&polled, 1, 0) == 1 && polled.revents == (POLLIN | POLLOUT) && close(file) == 0);
    CHECK((file = open("/dev/tty", O_RDWR)) >= 0 && isatty(file) == 1 && write(file, "told\n", 5) == 5);
    CHECK(close(file) == 0 && (file = open("/dev/stdout", O_WRONLY)) >= 0 && isatty(file) == 1 && close(file) == 0);
    REFUSES(EACCES, open("/dev/stdout", O_RDONLY));
    REFUSES(EACCES, open("/dev/stdin", O_RDONLY)); /* it is a duplicate of 1 by now */
    REFUSES(EINVAL, truncate("/dev/null", 0));
}

static void check_fifos(void) {
    int reader, writer, count;

    CHECK(mkfifo("/tmp/fifo", 0666) == 0);
    REFUSES(EEXIST, mkfifo("/tmp/fifo", 0666));
    REFUSES(ENXIO, open("/tmp/fifo", O_WRONLY | O_NONBLOCK));
    REFUSES(EDEADLK, open("/tmp/fifo", O_RDONLY));
    CHECK((reader = open("/tmp/fifo", O_RDONLY | O_NONBLOCK)) >= 0 && read(reader, back, 1) == 0);
    CHECK((writer = open("/tmp/fifo", O_WRONLY)) >= 0 && write(writer, "through", 7) == 7);
    CHECK(ioctl(reader, FIONREAD, &count) == 0 && count == 7 && read(reader, back, 10) == 7);
    REFUSES(ESPIPE, lseek(reader, 0, SEEK_SET));
    REFUSES(ESPIPE, pread(reader, back, 1, 0));
    REFUSES(EINVAL, ftruncate(writer, 0));
    REFUSES(EAGAIN, read(reader, back, 1));
    CHECK(close(writer) == 0 && read(reader, back, 1) == 0 && close(reader) == 0);
    CHECK((writer = open("/tmp/fifo", O_RDWR)) >= 0 && write(writer, "x", 1) == 1 && close(writer) == 0);
    CHECK((reader = open("/tmp/fifo", O_RDWR | O_NONBLOCK)) >= 0);
    REFUSES(EAGAIN, read(reader, back, 1)); /* what nobody read is gone */
    CHECK(close(reader) == 0 && unlink("/tmp/fifo") == 0);
}

/* A file that is mapped is there as it was then, and what is written to it there stays there. */
static void check_mapping(void) {
    int file = open("/tmp/mapped", O_RDWR | O_CREAT, 0600), written = open("/tmp/mapped", O_WRONLY);
    const int private = MAP_PRIVATE, rw = PROT_READ | PROT_WRITE;

    CHECK(write(file, bytes, 10000) == 10000);
    char *mapped = mmap(NULL, 10000, rw, private, file, 0), *rest = mmap(NULL, 4096, PROT_READ, private, file, 8192);
    CHECK(mapped != MAP_FAILED && memcmp(mapped, bytes, 10000) == 0 && mapped[10000] == 0 && mapped[12287] == 0);
    CHECK(rest != MAP_FAILED && memcmp(rest, bytes + 8192, 10000 - 8192) == 0 && rest[4095] == 0);
    mapped[0] = (char)~bytes[0];
    CHECK(pread(file, back, 1, 0) == 1 && back[0] == bytes[0] && lseek(file, 0, SEEK_CUR) == 10000);
    CHECK(munmap(mapped, 10000) == 0 && munmap(rest, 4096) == 0);
    errno = 0;
    CHECK(mmap(NULL, 4096, rw, MAP_SHARED, file, 0) == MAP_FAILED && errno == ENODEV);
    CHECK(mmap(NULL, 4096, rw, private, file, 100) == MAP_FAILED && errno == EINVAL);
    CHECK(mmap(NULL, 4096, rw, private, written, 0) == MAP_FAILED && errno == EACCES);
    CHECK(mmap(NULL, 4096, rw, private, 99, 0) == MAP_FAILED && errno == EBADF);
    CHECK(close(file) == 0 && close(written) == 0 && unlink("/tmp/mapped") == 0);
}

static void check_stdio(void) {
    char name[] = "/tmp/nameXXXXXX", text[32];
    FILE *file = fopen("/tmp/text", "w+");
    int number;

    CHECK(fprintf(file, "%d lines\nof text\n", 2) == 16 && fseek(file, 0, SEEK_SET) == 0);
    CHECK(fscanf(file, "%d", &number) == 1 && number == 2 && ungetc('7', file) == '7' && getc(file) == '7');
    CHECK(fgets(text, sizeof text, file) != NULL && strcmp(text, " lines\n") == 0 && ftell(file) == 8);
    CHECK(fseek(file, -5, SEEK_END) == 0 && fgets(text, sizeof text, file) != NULL && strcmp(text, "text\n") == 0);
    CHECK(getc(file) == EOF && feof(file) && fclose(file) == 0);
    CHECK((file = fopen("/tmp/text", "a+")) != NULL && fputs("more\n", file) >= 0 && ftell(file) == 21);
    CHECK(freopen("/tmp/text", "r", file) == file && getc(file) == '2' && fclose(file) == 0);
    CHECK(fopen("/tmp/none", "r") == NULL && errno == ENOENT && remove("/tmp/text") == 0);
    CHECK((file = tmpfile()) != NULL && fputs("x", file) >= 0 && fseek(file, 0, SEEK_SET) == 0);
    CHECK(getc(file) == 'x' && fclose(file) == 0);
    CHECK((number = mkstemp(name)) >= 0 && strcmp(name, "/tmp/nameXXXXXX") != 0 && close(number) == 0);
    CHECK(unlink(name) == 0);
}

static void check_limits_of_files(void) {
    struct statvfs volume;

    CHECK(pathconf("/tmp", _PC_NAME_MAX) == NAME_MAX && fpathconf(1, _PC_PIPE_BUF) == PIPE_BUF);
    CHECK(pathconf("/", _PC_PATH_MAX) == PATH_MAX && pathconf("/", _PC_LINK_MAX) == 32767);
    errno = 0;
    CHECK(pathconf("/tmp", _PC_MAX_INPUT) == -1 && errno == 0);
    REFUSES(EINVAL, pathconf("/tmp", 9999));
    REFUSES(ENOENT, pathconf("/tmp/none", _PC_NAME_MAX));
    REFUSES(EBADF, fpathconf(60, _PC_NAME_MAX));
    CHECK(statvfs("/tmp", &volume) == 0 && volume.f_bsize == 4096 && volume.f_bfree < volume.f_blocks);
    CHECK(fstatvfs(1, &volume) == 0 && volume.f_namemax == NAME_MAX && volume.f_ffree < volume.f_files);
    REFUSES(ENOENT, statvfs("/tmp/none", &volume));
    REFUSES(EBADF, fstatvfs(60, &volume));
}

void check_files(void) {
    check_content();
    check_ways_to_open();
    check_pieces();
    check_names();
    check_symbolic_links();
    check_permissions();
    check_times();
    check_locks();
    check_devices();
    check_fifos();
    check_mapping();
    check_stdio();
    check_limits_of_files();
    CHECK(unlink("/tmp/file") == 0);
}
