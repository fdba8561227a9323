/* What each stub of tier minimal does and refuses, and what start-up hands to the program. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static unsigned failures;

static void check(bool holds, const char *what, int line) {
    if (holds)
        return;
    failures++;
    fprintf(stderr, "line %d: not so: %s (errno %d)\n", line, what, errno);
}

#define CHECK(condition) check(condition, #condition, __LINE__)
#define REFUSES(error, call)                                                                                         \
    (errno = 0, check((call) == -1 && errno == (error), #call " refuses with " #error, __LINE__))

static volatile sig_atomic_t handled;

static void handle(int signal) {
    handled = signal;
}

static unsigned constructed;

static __attribute__((constructor)) void construct(void) {
    constructed++;
}

static void check_start(int argc, char **argv, char **envp) {
    CHECK(constructed == 1);
    CHECK(argc == 5);
    CHECK(strcmp(argv[0], "stubs") == 0);
    CHECK(strcmp(argv[1], "first") == 0);
    CHECK(strcmp(argv[2], "") == 0);
    CHECK(strcmp(argv[3], "a \"quoted\" one") == 0);
    CHECK(strcmp(argv[4], "\u00fcn\u00efcode") == 0);
    CHECK(argv[5] == NULL);
    CHECK(environ == envp);
    CHECK(strcmp(getenv("NAME"), "a value") == 0);
    CHECK(strcmp(getenv("EMPTY"), "") == 0);
    CHECK(getenv("HOME") == NULL);
    CHECK(setenv("HOME", "/", 1) == 0 && strcmp(getenv("HOME"), "/") == 0);
}

static void check_console(void) {
    struct stat status;
    char byte = 'x';

    for (int descriptor = 0; descriptor < 3; descriptor++) {
        CHECK(isatty(descriptor) == 1);
        CHECK(fstat(descriptor, &status) == 0 && S_ISCHR(status.st_mode));
        REFUSES(ESPIPE, lseek(descriptor, 0, SEEK_SET));
        REFUSES(EINVAL, fcntl(descriptor, F_DUPFD, 5));
    }
    CHECK(fcntl(0, F_GETFL) == O_RDONLY && fcntl(1, F_GETFL) == O_WRONLY);
    errno = 0;
    CHECK(isatty(3) == 0 && errno == EBADF);
    REFUSES(EBADF, fstat(3, &status));
    REFUSES(EBADF, lseek(-1, 0, SEEK_SET));
    REFUSES(EBADF, fcntl(3, F_GETFL));
    REFUSES(EBADF, write(0, &byte, 1));
    REFUSES(EBADF, write(3, &byte, 1));
    REFUSES(EBADF, read(1, &byte, 1));
    REFUSES(EBADF, read(-1, &byte, 1));
    REFUSES(EBADF, close(3));
    CHECK(write(2, &byte, 0) == 0);
    CHECK(read(0, &byte, 0) == 0);
    CHECK(sizeof write(2, &byte, 0) == sizeof(ssize_t) && sizeof(ssize_t) == sizeof(size_t));

    FILE *again = fdopen(2, "w");
    CHECK(again != NULL && fprintf(again, "again\n") == 6 && fflush(again) == 0);

    CHECK(close(0) == 0);
    REFUSES(EBADF, read(0, &byte, 1));
    REFUSES(EBADF, close(0));
}

static void check_files(void) {
    struct stat status;

    REFUSES(ENOSYS, open("file", O_RDONLY));
    REFUSES(ENOSYS, stat("file", &status));
    REFUSES(ENOSYS, link("file", "other"));
    REFUSES(ENOSYS, unlink("file"));
    errno = 0;
    CHECK(fopen("file", "r") == NULL && errno == ENOSYS);
    errno = 0;
    CHECK(remove("file") == -1 && errno == ENOSYS);
}

static void check_processes(void) {
    char *none[] = {NULL};
    int status;

    CHECK(getpid() == 1);
    REFUSES(ENOSYS, fork());
    REFUSES(ENOSYS, execve("program", none, none));
    REFUSES(ECHILD, wait(&status));
    REFUSES(ESRCH, kill(2, SIGTERM));
    REFUSES(EINVAL, kill(1, NSIG));
    REFUSES(EINVAL, kill(1, -1));
    REFUSES(ENOSYS, kill(1, SIGSTOP));
    CHECK(kill(1, 0) == 0);
    CHECK(kill(1, SIGCHLD) == 0);
    CHECK(signal(SIGUSR1, handle) == SIG_DFL);
    CHECK(raise(SIGUSR1) == 0 && handled == SIGUSR1);
    CHECK(signal(SIGUSR2, handle) == SIG_DFL);
    CHECK(kill(1, SIGUSR2) == 0 && handled == SIGUSR2);
    CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL);
    CHECK(kill(1, SIGTERM) == 0);
}

static void check_memory(void) {
    unsigned char *end = sbrk(0);

    CHECK(end != (void *)-1);
    CHECK(sbrk(5) == end && (unsigned char *)sbrk(0) == end + 5);
    for (int i = 0; i < 5; i++)
        CHECK(end[i] == 0);
    memset(end, 0xff, 5);
    CHECK(sbrk(-3) == end + 5 && (unsigned char *)sbrk(0) == end + 2);
    CHECK(sbrk(100000) == end + 2);
    CHECK(end[1] == 0xff && end[2] == 0 && end[4] == 0 && end[100001] == 0);
    CHECK(sbrk(-100002) == end + 100002 && sbrk(0) == end);

    errno = 0;
    CHECK(sbrk((ptrdiff_t)1 << 46) == (void *)-1 && errno == ENOMEM && sbrk(0) == end);
    errno = 0;
    CHECK(sbrk(PTRDIFF_MAX) == (void *)-1 && errno == ENOMEM && sbrk(0) == end);
    CHECK(sbrk(-((ptrdiff_t)1 << 46)) == (void *)-1 && sbrk(0) == end);

    errno = 0;
    CHECK(malloc((size_t)1 << 46) == NULL && errno == ENOMEM);
    void *aligned = aligned_alloc(4096, 8192);
    CHECK(aligned != NULL && (uintptr_t)aligned % 4096 == 0);
    free(aligned);
    CHECK(posix_memalign(&aligned, 24, 100) == EINVAL);
    for (size_t size = 1; size < 200; size += 7)
        CHECK((uintptr_t)malloc(size) % 16 == 0);
}

static void check_clocks(void) {
    struct tms first, second;
    struct timeval now;
    clock_t began = times(&first);

    while (times(&second) == began)
        ;
    CHECK(second.tms_utime > first.tms_utime && second.tms_stime == 0 && second.tms_cutime == 0);
    CHECK(clock() >= second.tms_utime);
    CHECK(gettimeofday(&now, NULL) == 0 && now.tv_usec >= 0 && now.tv_usec < 1000000);
    CHECK(now.tv_sec > 1577836800); /* 2020 */
    CHECK(time(NULL) - now.tv_sec <= 1);
}

static void handlers_are_32(void) {
    unsigned taken = 0;

    while (taken < 32 && atexit(construct) == 0)
        taken++;
    CHECK(taken == 32);
}

int main(int argc, char **argv, char **envp) {
    check_start(argc, argv, envp);
    check_console();
    check_files();
    check_processes();
    check_memory();
    check_clocks();
    handlers_are_32();
    if (failures != 0)
        return 1;
    printf("every stub as it says\n");
    return 0;
}
