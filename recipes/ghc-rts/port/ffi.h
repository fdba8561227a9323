/*
 * The little of libffi's interface that the runtime system's interpreter of byte code is written against. A guest is
 * compiled code, so there is no byte code and no libffi: ffi_call (ffi.c) refuses.
 */
#ifndef FFI_H
#define FFI_H

#include <stddef.h>

#define FFI_TYPE_VOID 0

typedef struct {
    size_t size;
    unsigned short alignment;
    unsigned short type;
} ffi_type;

typedef struct {
    unsigned nargs;
    ffi_type **arg_types;
    ffi_type *rtype;
} ffi_cif;

void ffi_call(ffi_cif *cif, void (*function)(void), void *result, void **arguments);

#endif
