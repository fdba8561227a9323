/* Notes the mask for files to be, and tells the one before. Cannot fail. */
#include <sys/stat.h>

mode_t umask(mode_t mask) {
    static mode_t noted = S_IWGRP | S_IWOTH;
    const mode_t was = noted;

    noted = mask & ACCESSPERMS;
    return was;
}
