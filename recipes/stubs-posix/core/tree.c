#include "tree.h"

#include "boot_files.h"
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

mode_t stubs_mask = S_IWGRP | S_IWOTH;

static struct node *root, *working;

struct node *stubs_root(void) {
    if (root == NULL) {
        root = stubs_boot_root();
        stubs_boot_files(root);
    }
    return root;
}

struct node *stubs_working_directory(void) {
    if (working == NULL)
        stubs_work_in(stubs_root());
    return working;
}

void stubs_work_in(struct node *directory) {
    struct node *was = working;

    stubs_node_hold(directory);
    working = directory;
    if (was != NULL)
        stubs_node_release(was);
}

int stubs_find(int descriptor, const char *path, enum walk walk, struct place *place) {
    const struct open_file *file;
    struct node *from = NULL;

    if (path[0] != '/' && descriptor == AT_FDCWD) {
        from = stubs_working_directory();
    } else if (path[0] != '/') {
        file = stubs_file(descriptor);
        if (file == NULL)
            return -EBADF;
        if (file->node == NULL || !S_ISDIR(file->node->mode))
            return -ENOTDIR;
        from = file->node;
    }
    return stubs_walk(from, path, walk, place);
}

int stubs_find_node(int descriptor, const char *path, enum walk walk, struct place *place) {
    const int error = stubs_find(descriptor, path, walk, place);

    if (error != 0)
        return error;
    if (place->node == NULL)
        return -ENOENT;
    return place->has_slash && !S_ISDIR(place->node->mode) ? -ENOTDIR : 0;
}

int stubs_find_node_at(int descriptor, const char *path, int flags, struct place *place) {
    if (flags & ~AT_SYMLINK_NOFOLLOW)
        return -EINVAL;
    return stubs_find_node(descriptor, path, flags & AT_SYMLINK_NOFOLLOW ? WALK_LINK : WALK_FOLLOW, place);
}

static int check_new(const struct place *place, bool is_directory) {
    if (place->node != NULL)
        return -EEXIST;
    if (place->directory->links == 0 || (place->has_slash && !is_directory))
        return -ENOENT;
    return is_directory && place->directory->links >= LINKS_MOST ? -EMLINK : 0;
}

static int put(struct place *place, struct node *node) {
    struct node *parent = place->directory;

    if (!stubs_directory_add(&parent->directory, place->name, place->length, node))
        return -ENOSPC;
    place->node = node;
    node->links++;
    stubs_node_mark(node, CHANGED);
    stubs_node_mark(parent, MODIFIED | CHANGED);
    return 0;
}

/* Let a directory be a child of `parent`, whose link and hold it has. */
static void adopt(struct node *parent, struct node *directory) {
    directory->directory.parent = parent;
    stubs_node_hold(parent);
    parent->links++;
}

int stubs_make(struct place *place, mode_t mode) {
    int error = check_new(place, S_ISDIR(mode));
    struct node *node = error == 0 ? stubs_node_new(mode) : NULL;

    if (error != 0)
        return error;
    if (node == NULL)
        return -ENOSPC;
    error = put(place, node);
    if (error != 0) {
        stubs_node_unlink(node, 0);
        return error;
    }
    if (S_ISDIR(mode)) {
        node->links++; /* its own `.` */
        adopt(place->directory, node);
    }
    return 0;
}

int stubs_link(struct place *place, struct node *node) {
    const int error = check_new(place, false);

    if (error != 0)
        return error;
    return node->links >= LINKS_MOST ? -EMLINK : put(place, node);
}

static void take_out(struct place *place) {
    stubs_directory_remove(&place->directory->directory, place->slot);
    stubs_node_mark(place->directory, MODIFIED | CHANGED);
}

static int check_file_removal(const struct place *place) {
    if (place->node == NULL)
        return -ENOENT;
    if (place->last != LAST_NAME || S_ISDIR(place->node->mode))
        return -EISDIR;
    return place->has_slash ? -ENOTDIR : 0;
}

static int check_directory_removal(const struct place *place) {
    switch (place->last) {
    case LAST_DOT:
        return -EINVAL;
    case LAST_DOTS:
        return -ENOTEMPTY;
    case LAST_ROOT:
        return -EBUSY;
    case LAST_NAME:
        break;
    }
    if (place->node == NULL)
        return -ENOENT;
    if (!S_ISDIR(place->node->mode))
        return -ENOTDIR;
    return place->node->directory.count != 0 ? -ENOTEMPTY : 0;
}

/* Take away what a name that is gone, or another's, stood for. */
static void drop(struct node *parent, struct node *node) {
    if (S_ISDIR(node->mode))
        parent->links--;
    stubs_node_unlink(node, S_ISDIR(node->mode) ? 2 : 1);
}

int stubs_remove(struct place *place, bool is_directory) {
    const int error = is_directory ? check_directory_removal(place) : check_file_removal(place);

    if (error != 0)
        return error;
    take_out(place);
    drop(place->directory, place->node);
    return 0;
}

static bool is_within(const struct node *directory, const struct node *node) {
    while (node != directory && node != root)
        node = node->directory.parent;
    return node == directory;
}

static int check_replaced(const struct node *node, const struct node *old) {
    if (!S_ISDIR(node->mode))
        return S_ISDIR(old->mode) ? -EISDIR : 0;
    if (!S_ISDIR(old->mode))
        return -ENOTDIR;
    return old->directory.count != 0 ? -ENOTEMPTY : 0;
}

static int check_rename(const struct place *from, const struct place *to) {
    if (from->last != LAST_NAME || to->last != LAST_NAME)
        return -EBUSY;
    if (from->node == NULL)
        return -ENOENT;
    if (!S_ISDIR(from->node->mode) && (from->has_slash || to->has_slash))
        return -ENOTDIR;
    if (S_ISDIR(from->node->mode) && is_within(from->node, to->directory))
        return -EINVAL;
    if (to->node != NULL && S_ISDIR(to->node->mode) && is_within(to->node, from->directory))
        return -ENOTEMPTY;
    if (to->directory->links == 0)
        return -ENOENT;
    return to->node == NULL || to->node == from->node ? 0 : check_replaced(from->node, to->node);
}

static int move_name(struct place *from, struct place *to) {
    struct node *node = from->node, *old = to->node;

    if (old != NULL) {
        to->slot->node = node;
    } else if (!stubs_directory_add(&to->directory->directory, to->name, to->length, node)) {
        return -ENOSPC;
    }
    /* The slots may have moved. */
    from->slot = stubs_directory_find(&from->directory->directory, from->name, from->length);
    take_out(from);
    if (old != NULL)
        drop(to->directory, old);
    stubs_node_mark(node, CHANGED);
    stubs_node_mark(to->directory, MODIFIED | CHANGED);
    return 0;
}

int stubs_rename(struct place *from, struct place *to) {
    const bool is_directory = from->node != NULL && S_ISDIR(from->node->mode);
    const bool moves_out = is_directory && from->directory != to->directory;
    int error = check_rename(from, to);

    if (error != 0 || to->node == from->node)
        return error;
    if (moves_out && to->node == NULL && to->directory->links >= LINKS_MOST)
        return -EMLINK;
    error = move_name(from, to);
    if (error == 0 && moves_out) {
        adopt(to->directory, from->node);
        from->directory->links--;
        stubs_node_release(from->directory);
    }
    return error;
}
