/* How many descriptors there can be. Cannot fail. */
#include "descriptors.h"

#include <unistd.h>

int getdtablesize(void) {
    return DESCRIPTORS;
}
