/* How err() and its kin say something. */
#include "complaints.h"

#include <stdio.h>
#include <string.h>

const char *stubs_program_name = "";

void stubs_complain(const char *format, va_list arguments, int error) {
    const char *const slash = strrchr(stubs_program_name, '/');

    flockfile(stderr);
    fprintf(stderr, "%s: ", slash == NULL ? stubs_program_name : slash + 1);
    if (format != NULL)
        vfprintf(stderr, format, arguments);
    if (error >= 0)
        fprintf(stderr, "%s%s", format == NULL ? "" : ": ", strerror(error));
    fputc('\n', stderr);
    funlockfile(stderr);
}
