/* readdir() of the tier, without its header. */
#include "calls.h"

#include <stddef.h>

#include <dirent.h>

struct dirent *guest_readdir(DIR *);

const char *tier_readdir(void *folder, int *type) {
    const struct dirent *entry = guest_readdir(folder);

    if (entry == NULL)
        return NULL;
    *type = entry->d_type;
    return entry->d_name;
}
