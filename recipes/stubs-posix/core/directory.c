#include "directory.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 8 };

/* FNV-1a. */
static uint32_t hash_of(const char *name, size_t length) {
    uint32_t hash = 2166136261;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619;
    return hash;
}

static uint32_t *list_of(const struct directory *directory, uint32_t hash) {
    return &directory->lists[hash & (directory->room - 1)];
}

struct slot *stubs_directory_find(const struct directory *directory, const char *name, size_t length) {
    const uint32_t hash = hash_of(name, length);

    if (directory->room == 0)
        return NULL;
    for (uint32_t at = *list_of(directory, hash); at != 0; at = directory->slots[at - 1].next) {
        struct slot *slot = &directory->slots[at - 1];
        if (slot->hash == hash && strncmp(slot->name, name, length) == 0 && slot->name[length] == '\0')
            return slot;
    }
    return NULL;
}

static void put_in_list(struct directory *directory, uint32_t number) {
    struct slot *slot = &directory->slots[number];
    uint32_t *list = list_of(directory, slot->hash);

    slot->next = *list;
    *list = number + 1;
}

static bool make_room(struct directory *directory) {
    const uint32_t room = directory->room == 0 ? FIRST_ROOM : directory->room * 2;
    uint32_t *lists;
    struct slot *slots;

    if (directory->unused != 0 || directory->used < directory->room)
        return true;
    lists = calloc(room, sizeof *lists);
    slots = realloc(directory->slots, room * sizeof *slots);
    if (slots != NULL)
        directory->slots = slots;
    if (slots == NULL || lists == NULL) {
        free(lists);
        return false;
    }
    free(directory->lists);
    directory->lists = lists;
    directory->room = room;
    for (uint32_t i = 0; i < directory->used; i++)
        put_in_list(directory, i); /* there is no unused one */
    return true;
}

static uint32_t take_slot(struct directory *directory) {
    const uint32_t unused = directory->unused;

    if (unused == 0)
        return directory->used++;
    directory->unused = directory->slots[unused - 1].next;
    return unused - 1;
}

bool stubs_directory_add(struct directory *directory, const char *name, size_t length, struct node *node) {
    char *copy = malloc(length + 1);
    uint32_t number;

    if (copy == NULL || !make_room(directory)) {
        free(copy);
        return false;
    }
    memcpy(copy, name, length);
    copy[length] = '\0';
    number = take_slot(directory);
    directory->slots[number] = (struct slot){.node = node, .name = copy, .hash = hash_of(name, length)};
    put_in_list(directory, number);
    directory->count++;
    return true;
}

void stubs_directory_remove(struct directory *directory, struct slot *slot) {
    const uint32_t number = (uint32_t)(slot - directory->slots) + 1;
    uint32_t *link = list_of(directory, slot->hash);

    while (*link != number)
        link = &directory->slots[*link - 1].next;
    *link = slot->next;
    free(slot->name);
    *slot = (struct slot){.next = directory->unused};
    directory->unused = number;
    if (--directory->count != 0)
        return;
    free(directory->slots);
    free(directory->lists);
    *directory = (struct directory){.parent = directory->parent};
}
