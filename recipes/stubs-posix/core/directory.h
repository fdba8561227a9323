/*
 * The names in a directory. They stand in slots, whose numbers stay as long as the names do, which is what readdir()
 * goes by; and in lists by hash, so that a name is found as quickly among thousands as among few.
 */
#ifndef STUBS_DIRECTORY_H
#define STUBS_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct node;

struct slot {
    struct node *node; /* a null pointer: unused */
    char *name;
    uint32_t hash;
    uint32_t next; /* slot of the same list, + 1 */
};

struct directory {
    struct node *parent; /* the root's is itself */
    struct slot *slots;
    uint32_t *lists;
    uint32_t count, used, room; /* names, slots that were ever in use, slots that there are: lists as well */
    uint32_t unused;            /* list of slots, + 1 */
};

struct slot *stubs_directory_find(const struct directory *directory, const char *name, size_t length);

/* False, and nothing changed, without memory. The name is not there yet. */
bool stubs_directory_add(struct directory *directory, const char *name, size_t length, struct node *node);

/* The memory of slots is given back when the last name goes. */
void stubs_directory_remove(struct directory *directory, struct slot *slot);

#endif
