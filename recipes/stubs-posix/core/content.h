/*
 * What a regular file holds: pages, found by a tree whose nodes have 64 children, so that a hole takes no memory and
 * an append no longer than any other write. Where there is no page, the bytes are those of the image, if the file
 * came with it, and then zeros.
 */
#ifndef STUBS_CONTENT_H
#define STUBS_CONTENT_H

#include <stdint.h>
#include <sys/types.h>

struct content {
    off_t size;
    const char *image; /* read where it is, until it is written over */
    off_t image_size;
    void *root; /* a page at height 0, else a node of as many levels */
    unsigned height;
    uint64_t pages;
};

/* How much of `count` bytes there was to read at `at`. */
size_t stubs_content_read(const struct content *content, off_t at, void *bytes, size_t count);

/* How much of `count` bytes there was memory for; the file grows as needed. `at` + `count` is an off_t. */
size_t stubs_content_write(struct content *content, off_t at, const void *bytes, size_t count);

/* Cut the end off and give its memory back, or have it read as zero from the old end on. Cannot fail. */
void stubs_content_resize(struct content *content, off_t size);

#endif
