#include <portable/symbols.h>

#include <stddef.h>

const char *symbol_find(const struct symbol_table *table, uint64_t address, uint64_t *offset) {
    uint32_t low = 0, high = table->count;
    const char *name;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (table->address[middle] <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    *offset = address - table->address[low - 1];
    name = (const char *)&table->address[table->count];
    /* Found once in the life of a guest: names need no index. */
    for (uint32_t i = 0; i < low - 1; i++) {
        while (*name++ != '\0')
            ;
    }
    return name;
}
