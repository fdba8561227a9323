/* Writes the program's name, a message to the error stream, and exits with a status. Cannot fail. */
#include "complaints.h"

#include <err.h>
#include <stdlib.h>

void verrx(int status, const char *format, va_list arguments) {
    stubs_complain(format, arguments, -1);
    exit(status);
}
