/* The tier's calls under names of their own, and the host's folders, whose header is not the tier's. */
#ifndef FILES_HOST_CALLS_H
#define FILES_HOST_CALLS_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

int guest_access(const char *, int);
int guest_chdir(const char *);
int guest_chmod(const char *, mode_t);
int guest_close(int);
int guest_closedir(void *);
int guest_dup(int);
int guest_fchdir(int);
int guest_fstat(int, struct stat *);
int guest_fstatat(int, const char *, struct stat *, int);
int guest_ftruncate(int, off_t);
char *guest_getcwd(char *, size_t);
int guest_link(const char *, const char *);
off_t guest_lseek(int, off_t, int);
int guest_mkdir(const char *, mode_t);
int guest_mkfifo(const char *, mode_t);
int guest_open(const char *, int, ...);
void *guest_opendir(const char *);
ssize_t guest_pread(int, void *, size_t, off_t);
ssize_t guest_pwrite(int, const void *, size_t, off_t);
ssize_t guest_read(int, void *, size_t);
ssize_t guest_readlink(const char *, char *, size_t);
char *guest_realpath(const char *, char *);
int guest_renameat(int, const char *, int, const char *);
int guest_rmdir(const char *);
int guest_symlink(const char *, const char *);
int guest_truncate(const char *, off_t);
int guest_unlink(const char *);
int guest_utimensat(int, const char *, const struct timespec *, int);
ssize_t guest_write(int, const void *, size_t);

const char *tier_readdir(void *folder, int *type);

void *host_opendir(const char *);
const char *host_readdir(void *folder, int *type);
int host_closedir(void *folder);

unsigned stubs_node_count(void);

#endif
