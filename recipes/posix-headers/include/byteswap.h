/* Bytes in the other order. */
#ifndef _BYTESWAP_H
#define _BYTESWAP_H

#define bswap_16(__value) __builtin_bswap16(__value)
#define bswap_32(__value) __builtin_bswap32(__value)
#define bswap_64(__value) __builtin_bswap64(__value)

#endif
