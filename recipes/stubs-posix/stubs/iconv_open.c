/* Refuses, EINVAL, every conversion: the library was built without. */
#include <errno.h>
#include <iconv.h>
#include <stubs/refused.h>

iconv_t iconv_open(const char *to, const char *from) {
    (void)to;
    (void)from;
    stub_refused("iconv_open", EINVAL);
    return (iconv_t)-1;
}
