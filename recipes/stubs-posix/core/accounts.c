#include "accounts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Without its end. 0, ENOENT at the end of the file, ERANGE. */
static int read_line(FILE *file, char *buffer, size_t size) {
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

bool stubs_account_split(char *line, char *fields[], size_t count) {
    char *end = line;

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

static int next(const struct accounts *accounts, FILE *file, void *entry, char *buffer, size_t size) {
    int error;

    do
        if ((error = read_line(file, buffer, size)) != 0)
            return error;
    while ((error = accounts->parse(buffer, size, entry)) == EINVAL);
    return error;
}

int stubs_account_find(const struct accounts *accounts, const char *name, unsigned number, void *entry, char *buffer,
                       size_t size) {
    const int before = errno;
    FILE *file = fopen(accounts->path, "re");
    int error = file == NULL ? errno : 0;

    errno = before;
    if (file == NULL)
        return error;
    do
        error = next(accounts, file, entry, buffer, size);
    while (error == 0 && !accounts->is(entry, name, number));
    fclose(file);
    return error;
}

bool stubs_account_read(struct accounts *accounts, void *entry, char *buffer, size_t size) {
    int error;

    if (accounts->all == NULL && (accounts->all = fopen(accounts->path, "re")) == NULL)
        return false;
    error = next(accounts, accounts->all, entry, buffer, size);
    if (error == ERANGE)
        errno = error;
    return error == 0;
}

void stubs_accounts_rewind(struct accounts *accounts) {
    if (accounts->all != NULL)
        fclose(accounts->all);
    accounts->all = NULL;
}
