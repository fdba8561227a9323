/* Writes the program's name, a message and the text of errno to the error stream. Cannot fail. */
#include <err.h>

void warn(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    vwarn(format, arguments);
    va_end(arguments);
}
