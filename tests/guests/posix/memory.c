#include "check.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    PAGE = 4096,
    MIB = 1 << 20,
    RW = PROT_READ | PROT_WRITE,
    ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS,
};

#define FAILS(error, call)                                                                                           \
    (errno = 0, check((call) == MAP_FAILED && errno == (error), #call " fails with " #error, __FILE__, __LINE__))

static long unused(void) {
    return sysconf(_SC_AVPHYS_PAGES);
}

static bool is_all(const char *bytes, size_t count, char value) {
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != value)
            return false;
    }
    return true;
}

static void check_refused_mappings(void) {
    FAILS(EINVAL, mmap(NULL, 0, RW, ANONYMOUS, -1, 0));
    FAILS(EINVAL, mmap(NULL, MIB, RW, MAP_ANONYMOUS, -1, 0));
    FAILS(EINVAL, mmap(NULL, MIB, RW, MAP_SHARED | ANONYMOUS, -1, 0));
    FAILS(EINVAL, mmap(NULL, MIB, 64, ANONYMOUS, -1, 0));
    FAILS(EINVAL, mmap((void *)100, MIB, RW, ANONYMOUS | MAP_FIXED, -1, 0));
    FAILS(ENODEV, mmap(NULL, MIB, RW, MAP_PRIVATE, 0, 0));
    FAILS(ENOMEM, mmap(NULL, (size_t)1 << 30, RW, ANONYMOUS, -1, 0));
    FAILS(ENOMEM, mmap(NULL, SIZE_MAX, RW, ANONYMOUS, -1, 0));
    FAILS(ENOMEM, mmap((void *)PAGE, MIB, RW, ANONYMOUS | MAP_FIXED, -1, 0));
    REFUSES(EINVAL, munmap((void *)100, PAGE));
    REFUSES(EINVAL, munmap(&failures, PAGE));
    REFUSES(EINVAL, munmap((void *)((uintptr_t)&failures & -PAGE), PAGE));
    REFUSES(ENOMEM, mprotect((void *)((uintptr_t)&failures & -PAGE), PAGE, PROT_READ));
    REFUSES(EINVAL, mprotect((void *)100, PAGE, PROT_READ));
}

static void check_freeing(void) {
    const long before = unused();

    for (int i = 0; i < 200; i++) {
        char *memory = mmap(NULL, 3 * MIB + 5, RW, ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED || !is_all(memory, 64 * 1024, 0) || memory[3 * MIB] != 0) {
            CHECK(!"mapped and zero");
            return;
        }
        memset(memory, 0xff, 3 * MIB + 5);
        CHECK(munmap(memory, 3 * MIB + 5) == 0);
    }
    CHECK(unused() > before - 8);
}

/* As GHC's runtime does it: too much, then the ends away; then on from where it ended. */
static void check_trimming(void) {
    char *memory = mmap(NULL, 3 * MIB, RW, ANONYMOUS, -1, 0);
    const size_t slop = (uintptr_t)memory % MIB;
    char *block = memory + MIB - slop;

    CHECK(memory != MAP_FAILED);
    memset(memory, 0x11, 3 * MIB);
    CHECK(munmap(memory, MIB - slop) == 0);
    CHECK(slop == 0 || munmap(memory + 3 * MIB - slop, slop) == 0);
    CHECK((uintptr_t)block % MIB == 0 && is_all(block, 2 * MIB, 0x11));
    char *next = mmap(block + 2 * MIB, MIB, RW, ANONYMOUS, -1, 0);
    CHECK(next == block + 2 * MIB && is_all(next, MIB, 0));
    char *other = mmap(block, MIB, RW, ANONYMOUS, -1, 0);
    CHECK(other != MAP_FAILED && other != block);
    CHECK(munmap(other, MIB) == 0 && munmap(block, 3 * MIB) == 0);
}

static void check_reserve(void) {
    const long before = unused();
    char *reserve = mmap(NULL, (size_t)256 << 20, PROT_NONE, ANONYMOUS | MAP_NORESERVE, -1, 0);

    CHECK(reserve != MAP_FAILED && unused() > before - 4);
    char *part = mmap(reserve + MIB, 2 * MIB, RW, ANONYMOUS | MAP_FIXED, -1, 0);
    CHECK(part == reserve + MIB && is_all(part, 2 * MIB, 0));
    memset(part, 0x22, 2 * MIB);
    CHECK(mmap(part, MIB, RW, ANONYMOUS | MAP_FIXED, -1, 0) == part);
    CHECK(is_all(part, MIB, 0) && is_all(part + MIB, MIB, 0x22));
    CHECK(mprotect(reserve + 8 * MIB, MIB, RW) == 0 && is_all(reserve + 8 * MIB, MIB, 0));
    REFUSES(ENOMEM, mprotect(reserve, (size_t)256 << 20, RW));
    CHECK(munmap(reserve, (size_t)256 << 20) == 0);
    /* What stays are page tables, a page for 2 MiB at most. */
    CHECK(unused() > before - 128);
}

static void check_protection(void) {
    static const unsigned char answer[] = {0xb8, 42, 0, 0, 0, 0xc3};
    char *memory = mmap(NULL, PAGE, RW | PROT_EXEC, ANONYMOUS, -1, 0);

    memcpy(memory, answer, sizeof answer);
    CHECK(((int (*)(void))(uintptr_t)memory)() == 42);
    CHECK(mprotect(memory, PAGE, PROT_READ) == 0 && memory[1] == 42);
    CHECK(mprotect(memory, PAGE, PROT_NONE) == 0);
    REFUSES(EINVAL, write(1, memory, 1));
    CHECK(mprotect(memory, PAGE, RW) == 0 && memory[1] == 42);
    CHECK(madvise(memory, PAGE, MADV_WILLNEED) == 0 && memory[1] == 42);
    REFUSES(ENOSYS, madvise(memory, PAGE, MADV_DONTNEED));
    REFUSES(EINVAL, madvise(memory, PAGE, 77));
    CHECK(munmap(memory, PAGE) == 0);
    REFUSES(ENOMEM, mprotect(memory, PAGE, RW));
}

static void check_residence(void) {
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED | MAP_STACK;
    char *const pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, flags, -1, 0);

    CHECK(pages != MAP_FAILED && mlock(pages, 8192) == 0 && munlock(pages, 8192) == 0);
    CHECK(mlockall(MCL_CURRENT | MCL_FUTURE) == 0 && munlockall() == 0);
    REFUSES(EINVAL, mlockall(0));
    REFUSES(EINVAL, mlockall(8));
    CHECK(msync(pages, 8192, MS_SYNC) == 0 && msync(pages, 8192, MS_ASYNC | MS_INVALIDATE) == 0);
    REFUSES(EINVAL, msync(pages + 1, 8192, MS_SYNC));
    REFUSES(EINVAL, msync(pages, 8192, MS_SYNC | MS_ASYNC));
    *pages = 1;
    CHECK(posix_madvise(pages, 8192, POSIX_MADV_DONTNEED) == 0 && *pages == 1);
    CHECK(posix_madvise(pages, 8192, 77) == EINVAL && munmap(pages, 8192) == 0);
}

void check_memory(void) {
    check_residence();
    check_refused_mappings();
    check_freeing();
    check_trimming();
    check_reserve();
    check_protection();
}
