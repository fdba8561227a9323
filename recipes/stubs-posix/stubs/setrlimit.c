/* Refuses, ENOSYS: limits are the machine's. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/resource.h>

int setrlimit(int resource, const struct rlimit *limit) {
    (void)resource;
    (void)limit;
    return stub_refused("setrlimit", ENOSYS);
}
