#include "path.h"

#include "tree.h"

#include <errno.h>
#include <string.h>

static enum last kind_of(const char *name, size_t length) {
    if (length == 1 && name[0] == '.')
        return LAST_DOT;
    return length == 2 && name[0] == '.' && name[1] == '.' ? LAST_DOTS : LAST_NAME;
}

/* Look a name up in the place's directory, which is one. */
static void look_up(struct place *place, const char *name, size_t length) {
    struct directory *directory = &place->directory->directory;

    place->name = name;
    place->length = length;
    place->last = kind_of(name, length);
    place->slot = NULL;
    if (place->last == LAST_NAME) {
        place->slot = stubs_directory_find(directory, name, length);
        place->node = place->slot != NULL ? place->slot->node : NULL;
    } else {
        place->node = place->last == LAST_DOT ? place->directory : directory->parent;
    }
}

/* Put what a symbolic link says in front of what is left of the path. */
static int expand(struct place *place, const char *target, const char *rest) {
    const size_t length = strlen(target), left = strlen(rest);

    if (length + left >= PATH_MAX)
        return -ENAMETOOLONG;
    memmove(place->text + length, rest, left + 1);
    memcpy(place->text, target, length);
    if (target[0] == '/')
        place->directory = stubs_root();
    return 0;
}

static bool is_followed(const struct place *place, bool is_last, enum walk walk) {
    if (place->node == NULL || !S_ISLNK(place->node->mode))
        return false;
    return !is_last || walk == WALK_FOLLOW || (place->has_slash ? walk == WALK_LINK : walk == WALK_MAKE);
}

static void arrive_at_root(struct place *place) {
    place->node = place->directory;
    place->last = LAST_ROOT;
    place->length = 0;
}

static int walk_text(struct place *place, enum walk walk) {
    const char *at = place->text;
    int symlinks = 0;

    for (;;) {
        at += strspn(at, "/");
        const size_t length = strcspn(at, "/");
        const char *rest = at + length + strspn(at + length, "/");

        if (length == 0) {
            arrive_at_root(place);
            return 0;
        }
        if (!S_ISDIR(place->directory->mode))
            return -ENOTDIR;
        if (length > NAME_MAX)
            return -ENAMETOOLONG;
        look_up(place, at, length);
        place->has_slash = at[length] == '/';
        if (is_followed(place, *rest == '\0', walk)) {
            const int error = ++symlinks > SYMLINKS_MOST ? -ELOOP : expand(place, place->node->target, at + length);
            if (error != 0)
                return error;
            at = place->text;
            continue;
        }
        if (*rest == '\0')
            return 0;
        if (place->node == NULL)
            return -ENOENT;
        place->directory = place->node;
        at = rest;
    }
}

int stubs_walk(struct node *from, const char *path, enum walk walk, struct place *place) {
    const size_t length = strlen(path);

    if (length == 0)
        return -ENOENT;
    if (length >= PATH_MAX)
        return -ENAMETOOLONG;
    memcpy(place->text, path, length + 1);
    place->directory = path[0] == '/' ? stubs_root() : from;
    place->slot = NULL;
    place->has_slash = false;
    return walk_text(place, walk);
}

static const char *name_in(const struct node *parent, const struct node *node) {
    const struct directory *directory = &parent->directory;

    for (uint32_t i = 0; i < directory->used; i++) {
        if (directory->slots[i].node == node)
            return directory->slots[i].name;
    }
    return NULL;
}

/* Put a name in front of the path that begins at `at`. */
static char *prepend(const char *path, char *at, const char *name, size_t length) {
    if ((size_t)(at - path) < length + 1)
        return NULL;
    at -= length;
    memcpy(at, name, length);
    *--at = '/';
    return at;
}

char *stubs_path_of(const struct place *place, char path[PATH_MAX]) {
    const bool is_directory = S_ISDIR(place->node->mode);
    const struct node *node = is_directory ? place->node : place->directory;
    char *at = path + PATH_MAX - 1;

    *at = '\0';
    if (!is_directory)
        at = prepend(path, at, place->name, place->length);
    for (const struct node *parent; at != NULL && node != stubs_root(); node = parent) {
        parent = node->directory.parent;
        const char *name = node->links == 0 ? NULL : name_in(parent, node);
        if (name == NULL)
            return NULL;
        at = prepend(path, at, name, strlen(name));
    }
    if (at != NULL && *at == '\0')
        *--at = '/';
    return at;
}
