/* Reached only by byte code, of which a guest has none. */
#include "PosixSource.h"
#include "Rts.h"

#include "ffi.h"

void ffi_call(ffi_cif *cif, void (*function)(void), void *result, void **arguments) {
    (void)cif;
    (void)function;
    (void)result;
    (void)arguments;
    barf("a guest has no libffi, so byte code cannot call C");
}
