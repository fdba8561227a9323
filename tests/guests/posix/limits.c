/* What sysconf(), pathconf() and <limits.h> tell, held against what there is: each limit is reached, and no more is
 * had. */
#include "check.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <unistd.h>

static char text[PATH_MAX + 300];

/* A path of `length` bytes to /tmp, whose names are not too long. */
static const char *long_path(size_t length) {
    memset(text, '/', length);
    memcpy(text, "/tmp", 4);
    text[length] = '\0';
    return text;
}

static const char *long_name(size_t length) {
    memcpy(text, "/tmp/", 5);
    memset(text + 5, 'n', length);
    text[5 + length] = '\0';
    return text;
}

static void check_names(void) {
    const size_t name = (size_t)pathconf("/tmp", _PC_NAME_MAX), target = (size_t)pathconf("/tmp", _PC_SYMLINK_MAX);
    struct stat status;

    CHECK(name == NAME_MAX && mkdir(long_name(name), 0755) == 0 && rmdir(text) == 0);
    REFUSES(ENAMETOOLONG, mkdir(long_name(name + 1), 0755));
    CHECK(stat(long_path((size_t)pathconf("/tmp", _PC_PATH_MAX) - 1), &status) == 0);
    REFUSES(ENAMETOOLONG, stat(long_path((size_t)pathconf("/tmp", _PC_PATH_MAX)), &status));
    CHECK(symlink(long_path(target), "/tmp/longest") == 0 &&
          readlink("/tmp/longest", text, sizeof text) == (int)target);
    CHECK(unlink("/tmp/longest") == 0);
    REFUSES(ENAMETOOLONG, symlink(long_path(target + 1), "/tmp/longest"));
}

static void check_links(void) {
    const long most = pathconf("/tmp", _PC_LINK_MAX), followed = sysconf(_SC_SYMLOOP_MAX);
    char name[32], next[32];
    struct stat status;
    long made = 1;

    CHECK(close(creat("/tmp/linked", 0644)) == 0);
    while (snprintf(name, sizeof name, "/tmp/linked%ld", made) > 0 && link("/tmp/linked", name) == 0)
        made++;
    CHECK(errno == EMLINK && made == most && stat("/tmp/linked", &status) == 0 && status.st_nlink == most);
    while (--made > 0 && snprintf(name, sizeof name, "/tmp/linked%ld", made) > 0)
        unlink(name);
    for (long i = 1; i <= followed + 1; i++) {
        snprintf(name, sizeof name, "/tmp/follow%ld", i);
        snprintf(next, sizeof next, i == 1 ? "/tmp/linked" : "/tmp/follow%ld", i - 1);
        CHECK(symlink(next, name) == 0);
    }
    CHECK(followed == SYMLOOP_MAX && stat(next, &status) == 0);
    REFUSES(ELOOP, stat(name, &status));
    CHECK(unlink("/tmp/linked") == 0);
    for (long i = 1; i <= followed + 1 && snprintf(name, sizeof name, "/tmp/follow%ld", i) > 0; i++)
        unlink(name);
}

static void check_open_files(void) {
    static int opened[OPEN_MAX + 1];
    struct rlimit limit;
    int count = 0;

    while (count <= OPEN_MAX && (opened[count] = open("/dev/null", O_RDONLY)) >= 0)
        count++;
    CHECK(errno == EMFILE && getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == OPEN_MAX);
    CHECK(sysconf(_SC_OPEN_MAX) == OPEN_MAX && opened[count - 1] == OPEN_MAX - 1);
    while (count > 0)
        close(opened[--count]);
}

static void check_streams(void) {
    const long most = sysconf(_SC_STREAM_MAX);
    static FILE *opened[OPEN_MAX + 1];
    long count = 3; /* with the usual ones */

    while (count <= most && (opened[count] = fopen("/dev/null", "r")) != NULL)
        count++;
    CHECK(errno == EMFILE && count == most);
    while (count > 3)
        fclose(opened[--count]);
}

static void check_pieces(void) {
    static struct iovec pieces[IOV_MAX + 1];
    char bytes[1] = "x";
    const int file = open("/tmp/pieces", O_RDWR | O_CREAT, 0644);

    for (size_t i = 0; i <= IOV_MAX; i++)
        pieces[i] = (struct iovec){bytes, 1};
    CHECK(sysconf(_SC_IOV_MAX) == IOV_MAX && writev(file, pieces, IOV_MAX) == IOV_MAX);
    REFUSES(EINVAL, writev(file, pieces, IOV_MAX + 1));
    CHECK(close(file) == 0 && unlink("/tmp/pieces") == 0);
}

/* What is not longer than PIPE_BUF is written as a whole or not at all. */
static void check_pipe(void) {
    const size_t whole = (size_t)fpathconf(1, _PC_PIPE_BUF);
    char bytes[PIPE_BUF + 1] = {0};
    int ends[2];

    CHECK(whole == PIPE_BUF && pipe2(ends, O_NONBLOCK) == 0);
    while (write(ends[1], bytes, 1) == 1)
        ;
    CHECK(read(ends[0], bytes, whole - 1) == (ssize_t)whole - 1);
    REFUSES(EAGAIN, write(ends[1], bytes, whole));
    CHECK(read(ends[0], bytes, 1) == 1 && write(ends[1], bytes, whole) == (ssize_t)whole);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void check_threads_and_locks(void) {
    const long keys = sysconf(_SC_THREAD_KEYS_MAX);
    pthread_key_t made[PTHREAD_KEYS_MAX + 1];
    long count = 0;
    int value;
    sem_t semaphore;

    while (count <= keys && pthread_key_create(&made[count], NULL) == 0)
        count++;
    CHECK(keys == PTHREAD_KEYS_MAX && count == keys);
    while (count > 0)
        CHECK(pthread_key_delete(made[--count]) == 0);
    CHECK(sysconf(_SC_SEM_VALUE_MAX) == SEM_VALUE_MAX && sem_init(&semaphore, 0, SEM_VALUE_MAX) == 0);
    CHECK(sem_getvalue(&semaphore, &value) == 0 && value == SEM_VALUE_MAX);
    REFUSES(EOVERFLOW, sem_post(&semaphore));
    REFUSES(EINVAL, sem_init(&semaphore, 0, SEM_VALUE_MAX + 1u));
    CHECK(sysconf(_SC_THREAD_THREADS_MAX) == 1 && sysconf(_SC_SEM_NSEMS_MAX) == -1);
}

/* The primary thread's stack: of a kernel that maps it bit by bit all of it can be used nevertheless. */
static void check_stack(void) {
    pthread_attr_t attributes;
    struct rlimit limit;
    void *lowest;
    size_t size, guard;
    char here;

    CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0);
    CHECK(pthread_attr_getstack(&attributes, &lowest, &size) == 0 && size >= 8 << 20);
    CHECK(&here > (char *)lowest && &here < (char *)lowest + size);
    *(volatile char *)lowest = 1;
    CHECK(((volatile char *)lowest)[size - 1] == ((volatile char *)lowest)[size - 1]);
    CHECK(pthread_attr_getguardsize(&attributes, &guard) == 0 && guard == 4096);
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur == size && limit.rlim_max == size);
    CHECK(pthread_getattr_np(99, &attributes) == ESRCH);
}

static void check_texts(void) {
    char host[HOST_NAME_MAX + 1], terminal[TTY_NAME_MAX];
    struct utsname name;

    CHECK(sysconf(_SC_HOST_NAME_MAX) == HOST_NAME_MAX && gethostname(host, sizeof host) == 0);
    CHECK(sizeof name.nodename == HOST_NAME_MAX + 1);
    CHECK(sysconf(_SC_TTY_NAME_MAX) == TTY_NAME_MAX && ttyname_r(1, terminal, sizeof terminal) == 0);
    CHECK(sysconf(_SC_NGROUPS_MAX) == NGROUPS_MAX && getgroups(0, NULL) == NGROUPS_MAX);
    CHECK(SSIZE_MAX == INT64_MAX && sysconf(_SC_CHILD_MAX) == 1 && sysconf(_SC_ARG_MAX) == ARG_MAX);
}

static void check_options(void) {
    static const int absent[] = {
        _SC_ASYNCHRONOUS_IO,       _SC_JOB_CONTROL, _SC_MAPPED_FILES, _SC_MESSAGE_PASSING,     _SC_REALTIME_SIGNALS,
        _SC_SHARED_MEMORY_OBJECTS, _SC_SHELL,       _SC_SPAWN,        _SC_THREAD_PRIO_INHERIT, _SC_XOPEN_VERSION};

    errno = 0;
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        CHECK(sysconf(absent[i]) == -1 && errno == 0);
    CHECK(sysconf(_SC_MEMORY_PROTECTION) == _POSIX_MEMORY_PROTECTION && sysconf(_SC_VERSION) == _POSIX_VERSION);
    REFUSES(EINVAL, sysconf(_SC_MQ_OPEN_MAX));
}

void check_limits(void) {
    check_names();
    check_links();
    check_open_files();
    check_streams();
    check_pieces();
    check_pipe();
    check_threads_and_locks();
    check_stack();
    check_texts();
    check_options();
}
