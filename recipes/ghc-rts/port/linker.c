/*
 * In the place of GHC's own linker (rts/Linker.c, CheckUnload.c), which loads code at run time: a guest loads none.
 * What is left is memory for the code of adjustors (`foreign import "wrapper"`): first writable, then executable.
 */
#include "PosixSource.h"
#include "Rts.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* LinkerInternals.h redefines MAP_ANONYMOUS and munmap() where no object loader is built. */
enum { OWN_MEMORY = MAP_PRIVATE | MAP_ANONYMOUS };

#include "CheckUnload.h"
#include "LinkerInternals.h"
#include "sm/OSMem.h"

ObjectCode *objects = NULL;
ObjectCode *loaded_objects = NULL;
uint8_t object_code_mark_bit = 0;
int n_unloaded_objects = 0;

static size_t whole_pages(size_t bytes) {
    size_t page = getPageSize();

    return (bytes + page - 1) / page * page;
}

void initLinker(void) {
}

void initLinker_(int retain_cafs) {
    (void)retain_cafs;
}

void exitLinker(void) {
}

bool prepareUnloadCheck(void) {
    return false;
}

void checkUnload(void) {
}

void markObjectCode(const void *address) {
    (void)address;
}

void *mmapAnonForLinker(size_t bytes) {
    void *memory = mmap(NULL, whole_pages(bytes), PROT_READ | PROT_WRITE, OWN_MEMORY, -1, 0);

    if (memory == MAP_FAILED) {
        sysErrorBelch("no memory for code");
        stg_exit(EXIT_FAILURE);
    }
    return memory;
}

void mmapForLinkerMarkExecutable(void *start, size_t bytes) {
    if (bytes != 0 && mprotect(start, whole_pages(bytes), PROT_READ | PROT_EXEC) == -1)
        barf("the memory of code cannot be made executable: %s", strerror(errno));
}

void munmapForLinker(void *start, size_t bytes, const char *caller) {
    if ((munmap)(start, whole_pages(bytes)) == -1)
        sysErrorBelch("munmap of code for %s", caller);
}
