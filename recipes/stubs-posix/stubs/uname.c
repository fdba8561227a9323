/* Says `guestpipe` on `x86_64`, and the version of the kernel's contract. Cannot fail. */
#include <guest/kernel.h>
#include <sys/utsname.h>

#define TEXT(number) #number
#define TEXT_OF(macro) TEXT(macro)

int uname(struct utsname *name) {
    *name = (struct utsname){
        .sysname = "guestpipe",
        .nodename = "guest",
        .release = TEXT_OF(KERNEL_INTERFACE_VERSION),
        .version = "guest/kernel.h " TEXT_OF(KERNEL_INTERFACE_VERSION),
        .machine = "x86_64",
    };
    return 0;
}
