/*
 * Writes the program's name, a message and the text of errno to the error stream, and exits with a status. Cannot
 * fail.
 */
#include "complaints.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>

void verr(int status, const char *format, va_list arguments) {
    stubs_complain(format, arguments, errno);
    exit(status);
}
