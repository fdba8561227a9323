#include <portable/symbols.h>

#include "host.h"

int main(void) {
    static const struct {
        uint32_t count, address[3];
        char names[16];
    } made = {3, {0x100000, 0x100010, 0x100200}, "first\0b\0third"};
    const struct symbol_table *table = (const struct symbol_table *)&made;
    static const struct symbol_table empty = {0};
    uint64_t offset = 99;

    CHECK(symbol_find(table, 0xfffff, &offset) == NULL && offset == 99);
    CHECK(strcmp(symbol_find(table, 0x100000, &offset), "first") == 0 && offset == 0);
    CHECK(strcmp(symbol_find(table, 0x10000f, &offset), "first") == 0 && offset == 15);
    CHECK(strcmp(symbol_find(table, 0x100010, &offset), "b") == 0 && offset == 0);
    CHECK(strcmp(symbol_find(table, 0x100300, &offset), "third") == 0 && offset == 0x100);
    CHECK(strcmp(symbol_find(table, UINT64_MAX, &offset), "third") == 0);
    CHECK(symbol_find(&empty, 0x100000, &offset) == NULL);
    return 0;
}
