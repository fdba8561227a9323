/* None: what is linked if the guest declares no files. */
#include "packed_files.h"

#include <stddef.h>

const struct packed_file stubs_packed_files[] = {{NULL, NULL, 0, 0}};
