/* The first element of a list that is equal to the key, or a null pointer. */
#include <search.h>

void *lfind(const void *key, const void *list, size_t *count, size_t size,
            int (*compare)(const void *, const void *)) {
    for (size_t i = 0; i < *count; i++) {
        const char *const element = (const char *)list + i * size;
        if (compare(key, element) == 0)
            return (void *)element;
    }
    return NULL;
}
