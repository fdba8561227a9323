/* What opendir() opens. */
#ifndef STUBS_STREAMS_H
#define STUBS_STREAMS_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

struct stubs_directory {
    int descriptor; /* whose position is where it is read next */
    struct dirent entry;
};

/* A stream of an open directory's descriptor, which is its own then; a null pointer and ENOMEM. */
DIR *stubs_stream_new(int descriptor);

/* Read the next name; false at the end, and EBADF if the descriptor was closed. */
bool stubs_stream_next(DIR *directory, struct dirent *entry);

#endif
