/* What GHC's build says of the platform. To the C parts it is a system of its own, `guest`. */
#ifndef GHCPLATFORM_H
#define GHCPLATFORM_H

#define GHC_STAGE 2

#define BuildPlatform_TYPE x86_64_unknown_linux
#define HostPlatform_TYPE x86_64_guestpipe_guest
#define x86_64_unknown_linux_BUILD 1
#define x86_64_guestpipe_guest_HOST 1

#define x86_64_BUILD_ARCH 1
#define x86_64_HOST_ARCH 1
#define BUILD_ARCH "x86_64"
#define HOST_ARCH "x86_64"

#define linux_BUILD_OS 1
#define BUILD_OS "linux"
/* GHC is told `OSLinux` for the format of objects; only its own preprocessing of Haskell then sees linux_HOST_OS. */
#define guest_HOST_OS 1
#define HOST_OS "guest"

#define unknown_BUILD_VENDOR 1
#define guestpipe_HOST_VENDOR 1
#define BUILD_VENDOR "unknown"
#define HOST_VENDOR "guestpipe"

#endif
