/* Writes the program's name, a message and the text of errno to the error stream. Cannot fail. */
#include "complaints.h"

#include <err.h>
#include <errno.h>

void vwarn(const char *format, va_list arguments) {
    stubs_complain(format, arguments, errno);
}
