/* getenv(): a guest has nobody's rights but the user's. */
#include <stdlib.h>

char *secure_getenv(const char *name) {
    return getenv(name);
}
