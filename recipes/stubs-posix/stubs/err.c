/*
 * Writes the program's name, a message and the text of errno to the error stream, and exits with a status. Cannot
 * fail.
 */
#include <err.h>

void err(int status, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    verr(status, format, arguments);
}
