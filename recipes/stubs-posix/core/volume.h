/* What statvfs() and fstatvfs() tell. */
#ifndef STUBS_VOLUME_H
#define STUBS_VOLUME_H

#include <sys/statvfs.h>

/* 0. */
int stubs_volume(struct statvfs *volume);

#endif
