/* Messages on the error stream that begin with the program's name. */
#ifndef STUBS_COMPLAINTS_H
#define STUBS_COMPLAINTS_H

#include <stdarg.h>

/* The program's name, as it was started: argv[0]. */
extern const char *stubs_program_name;

/* Write a line: name, message (unless `format` is null), and the text of `error` unless that is negative. */
void stubs_complain(const char *format, va_list arguments, int error);

#endif
