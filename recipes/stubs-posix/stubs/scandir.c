/*
 * The names in a directory that `wanted` takes, or all, in the order of `compare`, or that of readdir(), in new
 * memory. ENOMEM, and what opendir() is refused with.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct list {
    struct dirent **entries;
    size_t count, room;
};

static bool append(struct list *list, const struct dirent *entry) {
    if (list->count == list->room) {
        const size_t room = list->room == 0 ? 16 : list->room * 2;
        struct dirent **larger = realloc(list->entries, room * sizeof *larger);
        if (larger == NULL)
            return false;
        list->entries = larger;
        list->room = room;
    }
    struct dirent *copy = malloc(sizeof *copy);
    if (copy == NULL)
        return false;
    *copy = *entry;
    list->entries[list->count++] = copy;
    return true;
}

static void free_all(struct list *list) {
    while (list->count != 0)
        free(list->entries[--list->count]);
    free(list->entries);
}

int scandir(const char *path, struct dirent ***entries, int (*wanted)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **)) {
    DIR *directory = opendir(path);
    struct list list = {NULL, 0, 0};
    const struct dirent *entry;

    if (directory == NULL)
        return -1;
    while ((entry = readdir(directory)) != NULL) {
        if (wanted != NULL && !wanted(entry))
            continue;
        if (!append(&list, entry)) {
            free_all(&list);
            closedir(directory);
            errno = ENOMEM;
            return -1;
        }
    }
    closedir(directory);
    if (compare != NULL && list.count != 0)
        qsort(list.entries, list.count, sizeof *list.entries, (int (*)(const void *, const void *))compare);
    *entries = list.entries;
    return (int)list.count;
}
