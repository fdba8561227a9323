/* What there is in the tree of files before the program makes any. */
#ifndef STUBS_BOOT_FILES_H
#define STUBS_BOOT_FILES_H

struct node;

/* An empty root. A guest without the memory for it panics. */
struct node *stubs_boot_root(void);

/* What the image carries, /tmp, /dev and /proc/self/exe. A guest without the memory for them panics. */
void stubs_boot_files(struct node *root);

#endif
