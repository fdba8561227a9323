/* In which order the machine has the bytes of a number, and numbers in the order of others. */
#ifndef _ENDIAN_H
#define _ENDIAN_H

#include <machine/endian.h>
#include <stdint.h>

#ifndef __BYTE_ORDER
#define __LITTLE_ENDIAN _LITTLE_ENDIAN
#define __BIG_ENDIAN _BIG_ENDIAN
#define __PDP_ENDIAN _PDP_ENDIAN
#define __BYTE_ORDER _BYTE_ORDER
#endif

#define htobe16(__value) __builtin_bswap16(__value)
#define htobe32(__value) __builtin_bswap32(__value)
#define htobe64(__value) __builtin_bswap64(__value)
#define be16toh(__value) __builtin_bswap16(__value)
#define be32toh(__value) __builtin_bswap32(__value)
#define be64toh(__value) __builtin_bswap64(__value)
#define htole16(__value) ((uint16_t)(__value))
#define htole32(__value) ((uint32_t)(__value))
#define htole64(__value) ((uint64_t)(__value))
#define le16toh(__value) ((uint16_t)(__value))
#define le32toh(__value) ((uint32_t)(__value))
#define le64toh(__value) ((uint64_t)(__value))

#endif
