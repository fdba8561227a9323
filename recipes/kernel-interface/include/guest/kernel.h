/*
 * The contract between a kernel and the program above it: all that libc's stubs and a language's runtime may ask of
 * a kernel, and the one thing that a kernel asks of them. Both kernels, GeekOS and Kitten, implement it.
 *
 * A call that fails returns a negative KERNEL_E* code, whose numbers are those of newlib's <errno.h>. Unless a
 * function says otherwise it may be called from any thread, never from an interrupt handler, and it does not block.
 */
#ifndef GUEST_KERNEL_H
#define GUEST_KERNEL_H

/* Raised when a function changes its meaning or goes; a new function does not raise it. */
#define KERNEL_INTERFACE_VERSION 1

/* ELF note by which an image says which version its kernel implements: name "guestpipe", this type, one uint32_t. */
#define KERNEL_NOTE_INTERFACE 1

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

enum kernel_error {
    KERNEL_EIO = 5,
    KERNEL_ENOMEM = 12,
    KERNEL_EINVAL = 22,
    KERNEL_ENOSYS = 88,
};

/*
 * Write `count` bytes to the console, in order, blocking until the device took them. Bytes are not translated.
 * Returns `count`, or -KERNEL_EINVAL when `bytes` is not readable memory.
 */
long kernel_console_write(const void *bytes, size_t count);

/*
 * Read between 1 and `count` bytes of console input, blocking until there is one. Returns how many, or 0 at the end
 * of input: the byte 0x04 (Ctrl-D); the byte 0x16 (Ctrl-V) before a byte takes that byte literally. -KERNEL_EINVAL
 * when `bytes` is not writable memory.
 */
long kernel_console_read(void *bytes, size_t count);

/*
 * Move the end of the heap by `delta` bytes (a multiple of 16, may be negative). Returns the old end as an address;
 * memory gained reads as zero. -KERNEL_ENOMEM and -KERNEL_EINVAL leave the heap as it was. The heap is one
 * contiguous range, readable and writable, never executable.
 */
long kernel_heap_move(ptrdiff_t delta);

/* Nanoseconds since the kernel started; never runs backwards. */
uint64_t kernel_clock_monotonic_ns(void);

/* Nanoseconds since 1970-01-01T00:00:00Z by the machine's real-time clock, advanced by the monotonic clock. */
int64_t kernel_clock_realtime_ns(void);

/* How many processors run threads. */
unsigned kernel_processor_count(void);

/*
 * End the guest and power the machine off. The low 8 bits of `status` are what the host sees. Console output that
 * was accepted before is delivered first.
 */
_Noreturn void kernel_exit(int status);

/*
 * Stop the guest because it cannot go on: print `message`, registers and a backtrace with symbols on the console,
 * and power off; the host sees a guest that died, not an exit status.
 */
_Noreturn void kernel_panic(const char *message);

/*
 * Supplied by the program's side (libc's start-up), called once by the primary thread. `argv` has `argc` entries and
 * a null pointer after them, argv[0] is the name of the guest; `envp` ends with a null pointer. All of it stays
 * valid. It does not return; it ends with kernel_exit.
 */
_Noreturn void program_start(int argc, char **argv, char **envp);

#endif

#endif
