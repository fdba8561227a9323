/* What files take of the memory, and give back. */
#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char block[1 << 16];

/* Fill a file until there is no room; returns what fitted in. */
static long fill(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    long whole = 0, got;

    while ((got = write(file, block, sizeof block)) > 0)
        whole += got;
    CHECK(errno == ENOSPC && close(file) == 0);
    return whole;
}

static void check_memory_comes_back(void) {
    const long first = fill("/tmp/large");
    struct stat status;

    CHECK(first > 40L << 20 && stat("/tmp/large", &status) == 0 && status.st_size == first);
    CHECK(sysconf(_SC_AVPHYS_PAGES) < 200 && truncate("/tmp/large", 4096) == 0);
    const long again = fill("/tmp/large");
    CHECK(again > first - (1 << 20) && unlink("/tmp/large") == 0);
    void *mapped = mmap(NULL, 40 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(mapped != MAP_FAILED && munmap(mapped, 40 << 20) == 0);
}

/* Without memory, directories say so as well, and what there is stays whole. */
static void check_folders_without_memory(void) {
    char path[32];
    int made = 0;

    CHECK(mkdir("/tmp/full", 0777) == 0);
    fill("/tmp/large");
    while (malloc(1000) != NULL)
        ;
    while (malloc(16) != NULL)
        ;
    for (; made < 100000; made++) {
        sprintf(path, "/tmp/full/%d", made);
        if (mkdir(path, 0777) < 0)
            break;
    }
    CHECK(errno == ENOSPC && made < 100000);
    REFUSES(ENOSPC, mkdir("/tmp/full/more", 0777));
    REFUSES(ENOENT, rmdir("/tmp/full/more"));
    while (made > 0) {
        sprintf(path, "/tmp/full/%d", --made);
        CHECK(rmdir(path) == 0);
    }
    CHECK(rmdir("/tmp/full") == 0 && unlink("/tmp/large") == 0);
}

/* The last of all: it leaves the heap full. */
void check_room(void) {
    check_memory_comes_back();
    check_folders_without_memory();
}
