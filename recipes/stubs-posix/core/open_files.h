/* Opening what there is in the tree of files. */
#ifndef STUBS_OPEN_FILES_H
#define STUBS_OPEN_FILES_H

#include "descriptors.h"

/* Open a path as openat() does; returns the descriptor or a negative number of <errno.h>. */
int stubs_open(int descriptor, const char *path, int flags, mode_t mode);

/* Regular files, directories, devices that are no others' open files. */
extern const struct file_kind stubs_regular, stubs_folder, stubs_device;

#endif
