/* Compiled, never linked: ghcautoconf.h says of the guest's C compiler and headers what is so. */
#include "ghcautoconf.h"
#include <stdint.h>

_Static_assert(sizeof(char) == SIZEOF_CHAR && _Alignof(char) == ALIGNMENT_CHAR, "char");
_Static_assert(sizeof(double) == SIZEOF_DOUBLE && _Alignof(double) == ALIGNMENT_DOUBLE, "double");
_Static_assert(sizeof(float) == SIZEOF_FLOAT && _Alignof(float) == ALIGNMENT_FLOAT, "float");
_Static_assert(sizeof(int) == SIZEOF_INT && _Alignof(int) == ALIGNMENT_INT, "int");
_Static_assert(sizeof(int16_t) == SIZEOF_INT16_T && _Alignof(int16_t) == ALIGNMENT_INT16_T, "int16_t");
_Static_assert(sizeof(int32_t) == SIZEOF_INT32_T && _Alignof(int32_t) == ALIGNMENT_INT32_T, "int32_t");
_Static_assert(sizeof(int64_t) == SIZEOF_INT64_T && _Alignof(int64_t) == ALIGNMENT_INT64_T, "int64_t");
_Static_assert(sizeof(int8_t) == SIZEOF_INT8_T && _Alignof(int8_t) == ALIGNMENT_INT8_T, "int8_t");
_Static_assert(sizeof(long) == SIZEOF_LONG && _Alignof(long) == ALIGNMENT_LONG, "long");
_Static_assert(sizeof(long long) == SIZEOF_LONG_LONG && _Alignof(long long) == ALIGNMENT_LONG_LONG, "long long");
_Static_assert(sizeof(short) == SIZEOF_SHORT && _Alignof(short) == ALIGNMENT_SHORT, "short");
_Static_assert(sizeof(uint16_t) == SIZEOF_UINT16_T && _Alignof(uint16_t) == ALIGNMENT_UINT16_T, "uint16_t");
_Static_assert(sizeof(uint32_t) == SIZEOF_UINT32_T && _Alignof(uint32_t) == ALIGNMENT_UINT32_T, "uint32_t");
_Static_assert(sizeof(uint64_t) == SIZEOF_UINT64_T && _Alignof(uint64_t) == ALIGNMENT_UINT64_T, "uint64_t");
_Static_assert(sizeof(uint8_t) == SIZEOF_UINT8_T && _Alignof(uint8_t) == ALIGNMENT_UINT8_T, "uint8_t");
_Static_assert(sizeof(unsigned char) == SIZEOF_UNSIGNED_CHAR && _Alignof(unsigned char) == ALIGNMENT_UNSIGNED_CHAR,
               "unsigned char");
_Static_assert(sizeof(unsigned int) == SIZEOF_UNSIGNED_INT && _Alignof(unsigned int) == ALIGNMENT_UNSIGNED_INT,
               "unsigned int");
_Static_assert(sizeof(unsigned long) == SIZEOF_UNSIGNED_LONG && _Alignof(unsigned long) == ALIGNMENT_UNSIGNED_LONG,
               "unsigned long");
_Static_assert(sizeof(unsigned long long) == SIZEOF_UNSIGNED_LONG_LONG &&
                   _Alignof(unsigned long long) == ALIGNMENT_UNSIGNED_LONG_LONG,
               "unsigned long long");
_Static_assert(sizeof(unsigned short) == SIZEOF_UNSIGNED_SHORT &&
                   _Alignof(unsigned short) == ALIGNMENT_UNSIGNED_SHORT,
               "unsigned short");
_Static_assert(sizeof(void *) == SIZEOF_VOID_P && _Alignof(void *) == ALIGNMENT_VOID_P, "void *");
