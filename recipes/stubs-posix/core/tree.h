/* The tree of files, and what can be done in it by name. All of it returns 0 or a negative number of <errno.h>. */
#ifndef STUBS_TREE_H
#define STUBS_TREE_H

#include "path.h"

/* The root. The tree is made when it is asked for first: a guest that touches no file has none. */
struct node *stubs_root(void);

/* The directory of relative paths. */
struct node *stubs_working_directory(void);

/* Make `directory`, which is one, the directory of relative paths. */
void stubs_work_in(struct node *directory);

extern mode_t stubs_mask; /* of umask() */

/*
 * Find the place of a path as the calls in -at do: seen from the directory that `descriptor` leads to, or from the
 * working directory (AT_FDCWD).
 */
int stubs_find(int descriptor, const char *path, enum walk walk, struct place *place);

/* The same for what has to be there, as a directory if a slash follows: -ENOENT, -ENOTDIR. */
int stubs_find_node(int descriptor, const char *path, enum walk walk, struct place *place);

/* The same with the flags of those calls: AT_SYMLINK_NOFOLLOW, or -EINVAL. */
int stubs_find_node_at(int descriptor, const char *path, int flags, struct place *place);

/*
 * Make a node of a mode at a place where there is none. -EEXIST, -ENOENT (it would not be a directory and a slash
 * follows its name; or the directory was removed), -EMLINK, -ENOSPC.
 */
int stubs_make(struct place *place, mode_t mode);

/* Give a node that there is another name. */
int stubs_link(struct place *place, struct node *node);

/* Take a name away: that of a directory, which has to be empty, or that of anything else. */
int stubs_remove(struct place *place, bool is_directory);

int stubs_rename(struct place *from, struct place *to);

#endif
