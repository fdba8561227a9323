/* Writes the program's name, a message to the error stream. Cannot fail. */
#include <err.h>

void warnx(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    vwarnx(format, arguments);
    va_end(arguments);
}
