/* The console as an open file. */
#ifndef STUBS_CONSOLE_FILE_H
#define STUBS_CONSOLE_FILE_H

#include "descriptors.h"

extern const struct file_kind stubs_console;

#endif
