/* A path without its last name and the slashes about it, which are cut off; "." if that was all. Cannot fail. */
#include <libgen.h>
#include <string.h>

static char *without_slashes(const char *path, char *end) {
    while (end > path && end[-1] == '/')
        end--;
    return end;
}

char *dirname(char *path) {
    if (path == NULL || *path == '\0')
        return (char *)".";
    char *end = without_slashes(path, path + strlen(path));
    while (end > path && end[-1] != '/')
        end--;
    if (end == path && *path != '/')
        return (char *)".";
    end = without_slashes(path, end);
    end[end == path] = '\0'; /* of the root its slash stays */
    return path;
}
