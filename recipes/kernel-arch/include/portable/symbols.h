/* The table of function names that bin/symbols.sh adds to an image. */
#ifndef PORTABLE_SYMBOLS_H
#define PORTABLE_SYMBOLS_H

#include <stdint.h>

struct symbol_table {
    uint32_t count;
    uint32_t address[]; /* ascending; behind the last one the names, each ended by NUL, in the same order */
};

/* The name of the function that an address is in, and how far in; a null pointer below the first function. */
const char *symbol_find(const struct symbol_table *table, uint64_t address, uint64_t *offset);

#endif
