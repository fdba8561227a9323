/* The last name of a path, whose slashes at the end are cut off; "." if it is empty. Cannot fail. */
#include <libgen.h>
#include <string.h>

char *basename(char *path) {
    if (path == NULL || *path == '\0')
        return (char *)".";
    char *end = path + strlen(path);
    while (end > path + 1 && end[-1] == '/')
        *--end = '\0';
    char *const slash = strrchr(path, '/');
    return slash == NULL || slash[1] == '\0' ? path : slash + 1;
}
