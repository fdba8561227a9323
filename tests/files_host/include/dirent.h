/* The tier's <dirent.h> in the place of the host's, whose DIR is another. */
#ifndef FILES_HOST_DIRENT_H
#define FILES_HOST_DIRENT_H

#include <sys/types.h>

struct dirent {
    ino_t d_ino;
    unsigned char d_type;
    char d_name[256];
};

typedef struct stubs_directory DIR;

DIR *opendir(const char *);
DIR *fdopendir(int);
struct dirent *readdir(DIR *);
int closedir(DIR *);

#endif
