/* The files that the image carries, which `recipes/boot-files` writes. */
#ifndef STUBS_PACKED_FILES_H
#define STUBS_PACKED_FILES_H

#include <stdint.h>

struct packed_file {
    const char *path;  /* absolute; what is in a directory follows it. A null pointer: the end */
    const char *bytes; /* of a regular file, or what a symbolic link says, without a NUL */
    uint64_t size;
    uint64_t mode; /* as in struct stat */
};

extern const struct packed_file stubs_packed_files[];

#endif
