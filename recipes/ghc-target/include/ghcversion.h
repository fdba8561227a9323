#ifndef GHCVERSION_H
#define GHCVERSION_H

#define __GLASGOW_HASKELL__ 900
#define __GLASGOW_HASKELL_FULL_VERSION__ "9.0.2"
#define __GLASGOW_HASKELL_PATCHLEVEL1__ 2

#define MIN_VERSION_GLASGOW_HASKELL(major, minor, first, second)                                                     \
    ((major)*100 + (minor) < __GLASGOW_HASKELL__ ||                                                                  \
     ((major)*100 + (minor) == __GLASGOW_HASKELL__ && (first) <= __GLASGOW_HASKELL_PATCHLEVEL1__))

#endif
