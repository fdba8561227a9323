/* The regions of physical memory, after Kitten's PMEM: what kernel_region_* tells and takes. */
#ifndef MEMORY_PMEM_H
#define MEMORY_PMEM_H

#include <arch/arch.h>

/* What the loader told of the machine; it stays where it is. */
void pmem_start(const struct arch_boot *boot);

/* What was taken until now is the kernel's own. Called before the program has any memory. */
void pmem_keep_for_kernel(void);

#endif
