/* From a path to what it leads to. */
#ifndef STUBS_PATH_H
#define STUBS_PATH_H

#include "node.h"

#include <limits.h>

enum { SYMLINKS_MOST = 40 }; /* in one path; then it is ELOOP */

/* What to do about the last name. */
enum walk {
    WALK_FOLLOW, /* follow it if it is a symbolic link */
    WALK_LINK,   /* do not, unless a slash follows it */
    WALK_MAKE,   /* follow it, unless a slash follows: nothing is made by such a name */
    WALK_NAME,   /* do not: it is the name that matters */
};

enum last {
    LAST_NAME,
    LAST_DOT,
    LAST_DOTS,
    LAST_ROOT,
};

struct place {
    struct node *directory; /* that the last name is looked up in */
    struct node *node;      /* that it leads to, or a null pointer */
    struct slot *slot;      /* of a LAST_NAME that there is */
    const char *name;       /* `length` bytes of `text` */
    size_t length;
    enum last last;
    bool has_slash; /* a slash follows it: only a directory will do */
    char text[PATH_MAX];
};

/*
 * Find the place that a path means, seen from the directory `from`. That the last name is not there, or is followed
 * by a slash and no directory, is no error. Else 0, or -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG.
 */
int stubs_walk(struct node *from, const char *path, enum walk walk, struct place *place);

/*
 * Write the absolute path of a place that there is, of no more than PATH_MAX bytes with the NUL. Returns where it
 * begins in `path`, or a null pointer: it is longer, or the directory was removed.
 */
char *stubs_path_of(const struct place *place, char path[PATH_MAX]);

#endif
