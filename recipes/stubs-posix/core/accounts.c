#include "accounts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int stubs_account_line(FILE *file, char *buffer, size_t size) {
    size_t length;

    if (size < 2 || size > INT_MAX)
        return ERANGE;
    if (fgets(buffer, (int)size, file) == NULL)
        return ENOENT;
    length = strlen(buffer);
    if (length != 0 && buffer[length - 1] == '\n')
        buffer[length - 1] = '\0';
    else if (length + 1 == size)
        return ERANGE;
    return 0;
}

bool stubs_account_split(char *buffer, char *fields[], size_t count) {
    char *end = buffer;

    /* Not by strsep(): newlib's has no last field that is empty. */
    for (size_t i = 0; i < count; i++) {
        if (end == NULL)
            return false;
        fields[i] = end;
        end = strchr(end, ':');
        if (end != NULL)
            *end++ = '\0';
    }
    return end == NULL;
}

bool stubs_account_number(const char *text, unsigned long *number) {
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    *number = strtoul(text, &end, 10);
    return *end == '\0' && *number <= USHRT_MAX;
}
