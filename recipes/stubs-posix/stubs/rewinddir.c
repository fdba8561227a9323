/* Lets readdir() begin again. Cannot fail. */
#include "streams.h"

void rewinddir(DIR *directory) {
    seekdir(directory, 0);
}
