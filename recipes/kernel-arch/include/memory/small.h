/* The kernel's own heap. Who uses it holds the kernel's lock of memory (upcall_memory_lock), or is alone. */
#ifndef MEMORY_SMALL_H
#define MEMORY_SMALL_H

#include <stddef.h>
#include <stdint.h>

/* Let the heap grow from `start` to `limit` (both page aligned) by backing_map. */
void small_start(uint64_t start, uint64_t limit);

/* Memory for `size` bytes, aligned to 16, whatever it holds; a null pointer if there is none or `size` is 0. */
void *small_take(size_t size);

/* Give memory back; a null pointer is none. Panics if the address is not one that small_take gave. */
void small_give(void *memory);

#endif
