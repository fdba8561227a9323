/*
 * Ranges of addresses that are backed with pages. The page tables are changed by one at a time: who calls holds the
 * kernel's lock of memory (upcall_memory_lock), or is alone.
 */
#ifndef MEMORY_BACKING_H
#define MEMORY_BACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Back [base, end), page aligned and so far unmapped, with pages of unknown content; readable, writable, not
 * executable. False, and nothing changed, if fewer than `reserve` pages would be left.
 */
bool backing_map(uint64_t base, uint64_t end, size_t reserve);

/* Take the pages of [base, end) away again, on all processors; what is not mapped is passed over. */
void backing_unmap(uint64_t base, uint64_t end);

/* Whether all of `count` bytes may be read, or written if `write`, by the current thread. Needs no lock. */
bool backing_allows(const void *bytes, size_t count, bool write);

#endif
