/* What the tier asks of a kernel, by the host; and of its own signals, of which there are none here. */
#include "kernel.h"

#include "complaints.h"
#include "files_lock.h"

#include <errno.h>
#include <guest/kernel.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

const char *stubs_program_name = "model";

long backed_pages, pages_left = 1 << 16;

struct kernel_memory kernel_memory_count(void) {
    return (struct kernel_memory){UINT64_C(1) << 30, UINT64_C(1) << 29};
}

long kernel_memory_map(uintptr_t address, size_t size, unsigned access) {
    void *got = mmap((void *)address, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (access != 0)
        abort();
    return got == MAP_FAILED ? -KERNEL_ENOMEM : (long)got;
}

int kernel_memory_protect(uintptr_t address, size_t size, unsigned access) {
    if (access != (KERNEL_READ | KERNEL_WRITE) || size != KERNEL_PAGE_SIZE)
        abort();
    if (pages_left == 0)
        return -KERNEL_ENOMEM;
    pages_left--;
    backed_pages++;
    return mprotect((void *)address, size, PROT_READ | PROT_WRITE) == 0 ? 0 : -KERNEL_ENOMEM;
}

int kernel_memory_unmap(uintptr_t address, size_t size) {
    pages_left++;
    backed_pages--;
    return munmap((void *)address, size) == 0 ? 0 : -KERNEL_EINVAL;
}

int64_t kernel_clock_realtime_ns(void) {
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

uint64_t kernel_clock_monotonic_ns(void) {
    return 1;
}

long kernel_console_read(void *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return 0;
}

long kernel_console_write(const void *bytes, size_t count) {
    (void)bytes;
    return (long)count;
}

unsigned kernel_wait(unsigned events, uint64_t until_ns) {
    (void)events;
    (void)until_ns;
    return 0;
}

void kernel_panic(const char *message) {
    fprintf(stderr, "panic: %s\n", message);
    abort();
}

int stub_refused(const char *call, int error) {
    (void)call;
    errno = error;
    return -1;
}

/* There is one thread: a lock that is taken already was forgotten, and a wait has nobody to end it. */
struct stubs_lock stubs_files_lock;
unsigned stubs_files_waiters;

void stubs_lock_wait(struct stubs_lock *lock) {
    (void)lock;
    abort();
}

void stubs_lock_wake(struct stubs_lock *lock) {
    (void)lock;
    abort();
}

void stubs_files_changed(void) {
    abort();
}

int stubs_files_wait(unsigned events, uint64_t until_ns, bool restarts) {
    (void)events;
    (void)until_ns;
    (void)restarts;
    errno = EDEADLK;
    return -1;
}

void stubs_files_read_console(bool reads) {
    (void)reads;
}

int stubs_send(int signal, int code) {
    (void)signal;
    (void)code;
    return 0;
}
