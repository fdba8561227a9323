/* Returns at once: files are where they will ever be. Cannot fail. */
#include <unistd.h>

void sync(void) {
}
