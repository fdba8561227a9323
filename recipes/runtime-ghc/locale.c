/*
 * Haskell's text is UTF-8 in a guest, unless its environment says otherwise: GHC asks setlocale() what the console
 * speaks, and in the locale `C`, with which a program starts, it would write no other characters than ASCII.
 */
#include <stdlib.h>

__attribute__((constructor)) static void prefer_utf8(void) {
    if (getenv("LC_ALL") == NULL && getenv("LC_CTYPE") == NULL)
        (void)setenv("LANG", "C.UTF-8", 0);
}
