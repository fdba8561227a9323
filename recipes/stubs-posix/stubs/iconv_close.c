/* Refuses, EBADF: iconv_open() never gave a conversion. */
#include <errno.h>
#include <iconv.h>
#include <stubs/refused.h>

int iconv_close(iconv_t conversion) {
    (void)conversion;
    return stub_refused("iconv_close", EBADF);
}
