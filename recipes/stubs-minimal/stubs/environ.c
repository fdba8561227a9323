/* The environment of the program; program_start sets it to what the kernel read from the command line. */
#include <stddef.h>

static char *empty[] = {NULL};

char **environ = empty;
