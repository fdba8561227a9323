/* The first element of a list that is equal to the key, which is added at the end if there is none. */
#include <search.h>
#include <string.h>

void *lsearch(const void *key, void *list, size_t *count, size_t size, int (*compare)(const void *, const void *)) {
    void *const found = lfind(key, list, count, size, compare);

    return found != NULL ? found : memcpy((char *)list + (*count)++ * size, key, size);
}
