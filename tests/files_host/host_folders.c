/* The host's folders, without the tier's header. */
#include <dirent.h>
#include <stddef.h>

void *host_opendir(const char *);
const char *host_readdir(void *, int *);
int host_closedir(void *);

void *host_opendir(const char *path) {
    return opendir(path);
}

const char *host_readdir(void *folder, int *type) {
    const struct dirent *entry = readdir(folder);

    if (entry == NULL)
        return NULL;
    *type = entry->d_type;
    return entry->d_name;
}

int host_closedir(void *folder) {
    return closedir(folder);
}
