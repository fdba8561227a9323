#include "check.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t broken;

static void on_broken(int signal) {
    (void)signal;
    broken++;
}

static void check_console(void) {
    struct termios settings;
    struct stat status;
    char byte = 'x', name[32];

    for (int descriptor = 0; descriptor < 3; descriptor++) {
        CHECK(isatty(descriptor) == 1);
        CHECK(fstat(descriptor, &status) == 0 && S_ISCHR(status.st_mode));
        REFUSES(ESPIPE, lseek(descriptor, 0, SEEK_SET));
        REFUSES(EINVAL, ftruncate(descriptor, 0));
        REFUSES(EINVAL, fsync(descriptor));
        CHECK(tcgetattr(descriptor, &settings) == 0 && (settings.c_lflag & (ICANON | ECHO)) == 0);
    }
    settings.c_lflag |= ICANON | ECHO;
    CHECK(tcsetattr(0, TCSANOW, &settings) == 0 && tcgetattr(0, &settings) == 0 && settings.c_lflag == 0);
    REFUSES(EINVAL, tcsetattr(0, 77, &settings));
    CHECK(tcdrain(1) == 0 && tcflush(0, TCOFLUSH) == 0);
    CHECK(cfgetispeed(&settings) == B115200 && cfgetospeed(&settings) == B115200);
    CHECK(cfsetispeed(&settings, B9600) == 0 && cfsetospeed(&settings, B300) == 0);
    CHECK(cfgetispeed(&settings) == B9600 && cfgetospeed(&settings) == B300);
    settings = (struct termios){.c_cflag = PARENB, .c_lflag = ICANON | ECHO | TOSTOP};
    cfmakeraw(&settings);
    CHECK(settings.c_cflag == CS8 && settings.c_lflag == TOSTOP && settings.c_cc[VMIN] == 1);
    CHECK(tcflow(0, TCOON) == 0 && tcflow(0, TCION) == 0);
    REFUSES(ENOSYS, tcflow(0, TCIOFF));
    REFUSES(EINVAL, tcflow(0, 77));
    REFUSES(EBADF, tcflow(3, TCOON));
    REFUSES(ENOSYS, tcsendbreak(0, 0));
    CHECK(tcgetpgrp(0) == 1 && tcsetpgrp(0, 1) == 0);
    REFUSES(EPERM, tcsetpgrp(0, 2));
    REFUSES(EINVAL, tcsetpgrp(0, -1));
    REFUSES(EBADF, tcgetpgrp(3));
    CHECK(strcmp(ttyname(0), "/dev/console") == 0);
    CHECK(ttyname(3) == NULL && errno == EBADF);
    CHECK(ttyname_r(1, name, sizeof name) == 0 && strcmp(name, "/dev/console") == 0);
    CHECK(ttyname_r(1, name, 12) == ERANGE && ttyname_r(3, name, sizeof name) == EBADF);
    REFUSES(EBADF, write(0, &byte, 1));
    REFUSES(EBADF, read(1, &byte, 1));
    REFUSES(EBADF, read(1023, &byte, 1));
    REFUSES(EBADF, read(-1, &byte, 1));
    REFUSES(EBADF, write(1024, &byte, 1));
    REFUSES(EBADF, close(40));
    REFUSES(EBADF, fstat(3, &status));
    REFUSES(EBADF, tcgetattr(3, &settings));
    REFUSES(ENOTTY, ioctl(1, TIOCGWINSZ, &settings));
    CHECK(fcntl(0, F_GETFL) == O_RDONLY && fcntl(1, F_GETFL) == O_WRONLY);
    while (read(0, &byte, 1) != 0) /* to the end of what the host sends */
        ;
    CHECK(fcntl(0, F_SETFL, O_NONBLOCK) == 0 && fcntl(0, F_GETFL) == (O_RDONLY | O_NONBLOCK));
    CHECK(read(0, &byte, 1) == 0); /* the end is final, also for who would not wait */
    CHECK(fcntl(0, F_SETFL, 0) == 0);
    REFUSES(EINVAL, fcntl(1, F_SETLK, &(struct flock){.l_type = F_WRLCK}));
    REFUSES(EINVAL, fcntl(1, 99, 0));
}

static void check_duplicates(void) {
    int copy = dup(1);

    CHECK(copy == 3 && write(copy, "copied\n", 7) == 7);
    CHECK(dup2(copy, 10) == 10 && dup2(10, 10) == 10 && close(copy) == 0);
    CHECK(fcntl(10, F_DUPFD, 5) == 5 && fcntl(10, F_DUPFD_CLOEXEC, 5) == 6);
    CHECK(fcntl(5, F_GETFD) == 0 && fcntl(6, F_GETFD) == FD_CLOEXEC && fcntl(6, F_SETFD, 0) == 0);
    CHECK(fcntl(6, F_GETFD) == 0);
    CHECK(fcntl(10, F_SETFL, O_NONBLOCK) == 0 && fcntl(1, F_GETFL) == (O_WRONLY | O_NONBLOCK));
    CHECK(fcntl(1, F_SETFL, 0) == 0);
    REFUSES(EBADF, dup2(40, 5));
    REFUSES(EBADF, dup2(1, 1024));
    REFUSES(EINVAL, fcntl(1, F_DUPFD, 1024));
    REFUSES(EINVAL, dup3(1, 1, 0));
    REFUSES(EINVAL, dup3(1, 7, O_APPEND));
    CHECK(dup3(1, 7, O_CLOEXEC) == 7 && fcntl(7, F_GETFD) == FD_CLOEXEC && close(7) == 0);
    CHECK(dup2(1, 0) == 0 && write(0, "", 0) == 0 && close(0) == 0);
    REFUSES(EBADF, close(0));
    CHECK(dup(10) == 0 && close(0) == 0);
    int taken = 0;
    while (dup(1) >= 0)
        taken++;
    CHECK(errno == EMFILE && taken == 1024 - 5);
    REFUSES(EMFILE, open("/tmp", O_RDONLY));
    REFUSES(EMFILE, pipe((int[2]){0}));
    for (int descriptor = 3; descriptor < 1024; descriptor++)
        close(descriptor);
}

static void check_pipes(void) {
    static char large[65536], back[65536];
    struct stat status;
    char bytes[16];
    int ends[2], count;

    CHECK(pipe(ends) == 0);
    CHECK(isatty(ends[0]) == 0 && errno == ENOTTY);
    CHECK(fstat(ends[1], &status) == 0 && S_ISFIFO(status.st_mode));
    REFUSES(ESPIPE, lseek(ends[0], 0, SEEK_SET));
    REFUSES(EBADF, write(ends[0], "x", 1));
    REFUSES(EBADF, read(ends[1], bytes, 1));
    REFUSES(EDEADLK, read(ends[0], bytes, 1));
    CHECK(write(ends[1], "hello", 5) == 5 && ioctl(ends[0], FIONREAD, &count) == 0 && count == 5);
    CHECK(read(ends[0], bytes, 2) == 2 && read(ends[0], bytes + 2, 10) == 3 && memcmp(bytes, "hello", 5) == 0);

    for (size_t i = 0; i < sizeof large; i++)
        large[i] = (char)(i * 7);
    CHECK(write(ends[1], large, sizeof large) == sizeof large);
    REFUSES(EDEADLK, write(ends[1], "x", 1));
    CHECK(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
    REFUSES(EAGAIN, write(ends[1], "x", 1));
    CHECK(read(ends[0], back, 100) == 100 && memcmp(back, large, 100) == 0);
    REFUSES(EAGAIN, write(ends[1], large, 200)); /* whole or not at all */
    CHECK(write(ends[1], large, 1000) == 100);
    CHECK(read(ends[0], back, sizeof back) == sizeof back && memcmp(back, large + 100, sizeof back - 100) == 0);
    CHECK(memcmp(back + sizeof back - 100, large, 100) == 0);
    CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    REFUSES(EAGAIN, read(ends[0], bytes, 1));

    int other = dup(ends[1]);
    CHECK(close(ends[1]) == 0);
    REFUSES(EAGAIN, read(ends[0], bytes, 1));
    CHECK(write(other, "end", 3) == 3 && close(other) == 0);
    CHECK(read(ends[0], bytes, 16) == 3 && read(ends[0], bytes, 16) == 0 && close(ends[0]) == 0);

    CHECK(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0 && fcntl(ends[0], F_GETFL) == O_NONBLOCK);
    CHECK(fcntl(ends[1], F_GETFD) == FD_CLOEXEC && close(ends[0]) == 0);
    CHECK(signal(SIGPIPE, on_broken) == SIG_DFL);
    REFUSES(EPIPE, write(ends[1], "x", 1));
    CHECK(broken == 1 && signal(SIGPIPE, SIG_DFL) == on_broken && close(ends[1]) == 0);
    REFUSES(EINVAL, pipe2(ends, O_APPEND));
    for (int i = 0; i < 1000; i++)
        CHECK(pipe(ends) == 0 && write(ends[1], "x", 1) == 1 && close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void check_polling(void) {
    struct pollfd polled[4];
    struct timeval time = {0, 0};
    fd_set readers, writers, exceptional;
    int ends[2], many[2];

    CHECK(pipe(ends) == 0 && pipe(many) == 0);
    polled[0] = (struct pollfd){.fd = ends[0], .events = POLLIN};
    polled[1] = (struct pollfd){.fd = ends[1], .events = POLLOUT};
    polled[2] = (struct pollfd){.fd = -1, .events = POLLIN};
    polled[3] = (struct pollfd){.fd = 60, .events = POLLIN};
    CHECK(poll(polled, 1, 0) == 0 && poll(polled, 1, 30) == 0);
    CHECK(poll(polled, 4, -1) == 2 && polled[0].revents == 0 && polled[1].revents == POLLOUT);
    CHECK(polled[2].revents == 0 && polled[3].revents == POLLNVAL);
    REFUSES(EDEADLK, poll(polled, 1, -1));
    REFUSES(EINVAL, poll(polled, 1025, 0));
    CHECK(write(ends[1], "x", 1) == 1 && poll(polled, 1, -1) == 1 && polled[0].revents == POLLIN);

    FD_ZERO(&readers);
    FD_ZERO(&writers);
    FD_ZERO(&exceptional);
    FD_SET(ends[0], &readers);
    FD_SET(many[0], &readers);
    FD_SET(many[1], &writers);
    FD_SET(1, &writers);
    FD_SET(1, &exceptional);
    CHECK(select(10, &readers, &writers, &exceptional, NULL) == 3);
    CHECK(FD_ISSET(ends[0], &readers) && !FD_ISSET(many[0], &readers));
    CHECK(FD_ISSET(many[1], &writers) && FD_ISSET(1, &writers) && !FD_ISSET(1, &exceptional));
    FD_ZERO(&readers);
    FD_SET(many[0], &readers);
    CHECK(select(10, &readers, NULL, NULL, &time) == 0 && !FD_ISSET(many[0], &readers));
    FD_SET(many[0], &readers);
    time.tv_usec = 20000;
    CHECK(select(10, &readers, NULL, NULL, &time) == 0);
    FD_SET(many[0], &readers);
    REFUSES(EDEADLK, select(10, &readers, NULL, NULL, NULL));
    FD_SET(50, &readers);
    REFUSES(EBADF, select(60, &readers, NULL, NULL, &time));
    REFUSES(EINVAL, select(-1, NULL, NULL, NULL, &time));
    REFUSES(EINVAL, select(1025, NULL, NULL, NULL, &time));
    time.tv_usec = 1000000;
    REFUSES(EINVAL, select(0, NULL, NULL, NULL, &time));
    close(many[1]);
    polled[0] = (struct pollfd){.fd = many[0], .events = POLLIN};
    CHECK(poll(polled, 1, -1) == 1 && polled[0].revents == POLLHUP);
    FD_ZERO(&readers);
    FD_SET(many[0], &readers);
    CHECK(select(10, &readers, NULL, NULL, NULL) == 1);
    close(ends[0]);
    polled[0] = (struct pollfd){.fd = ends[1], .events = 0};
    CHECK(poll(polled, 1, -1) == 1 && polled[0].revents == POLLERR);
    close(ends[1]);
    close(many[0]);
}

void check_descriptors(void) {
    check_console();
    check_pipes();
    check_polling();
    check_duplicates();
}
