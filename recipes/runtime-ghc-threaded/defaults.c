/*
 * What GHC asks for its defaults: all processors run Haskell, as with `+RTS -N`. Weak, as a program may have a hook
 * of its own.
 */
#include "Rts.h"

__attribute__((weak)) void FlagDefaultsHook(void) {
    RtsFlags.ParFlags.nCapabilities = getNumberOfProcessors();
}
