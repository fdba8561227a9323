/* The kernel's heap. */
#ifndef GEEKOS_MALLOC_H
#define GEEKOS_MALLOC_H

#include <stddef.h>
#include <stdint.h>

/* Let the heap grow from `start` to `limit` (both page aligned) by Map_Range. */
void Init_Heap(uint64_t start, uint64_t limit);

/* Memory for `size` bytes, aligned to 16, whatever it holds; a null pointer if there is none or `size` is 0. */
void *Malloc(size_t size);

/* Give memory back; a null pointer is none. Panics if the address is not one that Malloc gave. */
void Free(void *memory);

#endif
