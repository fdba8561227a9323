/* Writes the program's name, a message to the error stream, and exits with a status. Cannot fail. */
#include <err.h>

void errx(int status, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    verrx(status, format, arguments);
}
