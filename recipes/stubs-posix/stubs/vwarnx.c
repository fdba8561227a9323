/* Writes the program's name, a message to the error stream. Cannot fail. */
#include "complaints.h"

#include <err.h>

void vwarnx(const char *format, va_list arguments) {
    stubs_complain(format, arguments, -1);
}
