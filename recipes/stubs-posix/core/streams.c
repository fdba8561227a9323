#include "streams.h"

#include "descriptors.h"
#include "files_lock.h"
#include "node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

DIR *stubs_stream_new(int descriptor) {
    DIR *directory = malloc(sizeof *directory);

    if (directory == NULL)
        errno = ENOMEM;
    else
        directory->descriptor = descriptor;
    return directory;
}

static unsigned char type_of(const struct node *node) {
    return (unsigned char)((node->mode & S_IFMT) >> 12); /* as DT_* is numbered */
}

static void fill(struct dirent *entry, const struct node *node, const char *name) {
    entry->d_ino = node->number;
    entry->d_type = type_of(node);
    strcpy(entry->d_name, name);
}

/* The places of `.` and `..` are 0 and 1, those of slots follow. */
static bool next(struct node *node, off_t *place, struct dirent *entry) {
    const struct directory *directory = &node->directory;

    stubs_node_mark(node, ACCESSED);
    if (*place < 2) {
        fill(entry, *place == 0 ? node : directory->parent, *place == 0 ? "." : "..");
        ++*place;
        return true;
    }
    while (*place - 2 < directory->used) {
        const struct slot *slot = &directory->slots[*place - 2];
        ++*place;
        if (slot->node == NULL)
            continue;
        fill(entry, slot->node, slot->name);
        return true;
    }
    return false;
}

bool stubs_stream_next(DIR *directory, struct dirent *entry) {
    files_lock();
    struct open_file *file = stubs_file(directory->descriptor);
    const bool is_there = file != NULL && next(file->node, &file->position, entry);

    files_unlock();
    return is_there;
}
