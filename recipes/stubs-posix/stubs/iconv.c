/* Refuses, EBADF: iconv_open() never gave a conversion. */
#include <errno.h>
#include <iconv.h>
#include <stubs/refused.h>

size_t iconv(iconv_t conversion, char **restrict in, size_t *restrict in_left, char **restrict out,
             size_t *restrict out_left) {
    (void)conversion;
    (void)in;
    (void)in_left;
    (void)out;
    (void)out_left;
    return (size_t)stub_refused("iconv", EBADF);
}
