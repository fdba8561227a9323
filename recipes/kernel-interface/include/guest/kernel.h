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

/* What may be done with memory of kernel_memory_map; what may be written or executed may be read as well. */
enum kernel_access {
    KERNEL_READ = 1,
    KERNEL_WRITE = 2,
    KERNEL_EXECUTE = 4,
};

/* Sizes and addresses of kernel_memory_* are multiples of this many bytes. */
#define KERNEL_PAGE_SIZE 4096

/*
 * Map `size` bytes that read as zero and may be used as `access` says: at `address` if nothing is mapped there and
 * kernels map there at all, else at the lowest address with room (2 MiB and more at a multiple of 2 MiB). Returns the
 * address. Memory is taken at once and never overcommitted; with the access 0 only the addresses are, and
 * kernel_memory_protect takes the memory. Memory may be writable and executable at once, for programs that write code
 * into it (GHC does, for callbacks from C). -KERNEL_ENOMEM and -KERNEL_EINVAL change nothing. What is mapped has
 * nothing to do with the heap of kernel_heap_move.
 */
long kernel_memory_map(uintptr_t address, size_t size, unsigned access);

/*
 * Unmap all of a range that kernel_memory_map mapped, in one piece or in many, and give its memory back; what is not
 * mapped is passed over. -KERNEL_EINVAL for addresses that are not of kernel_memory_map, and -KERNEL_ENOMEM when a
 * hole in a mapping could not be noted down, change nothing.
 */
int kernel_memory_unmap(uintptr_t address, size_t size);

/*
 * Change what may be done with mapped memory; its content stays. -KERNEL_ENOMEM when not all of the range is mapped,
 * or memory that it needs for the first time is not there, and -KERNEL_EINVAL leave it as it was.
 */
int kernel_memory_protect(uintptr_t address, size_t size, unsigned access);

/* The machine's memory in bytes: what programs and kernel share, and what of it nobody has taken. */
struct kernel_memory {
    uint64_t total, unused;
};

struct kernel_memory kernel_memory_count(void);

/* Nanoseconds since the kernel started; never runs backwards. */
uint64_t kernel_clock_monotonic_ns(void);

/* Nanoseconds since 1970-01-01T00:00:00Z by the machine's real-time clock, advanced by the monotonic clock. */
int64_t kernel_clock_realtime_ns(void);

/* Nanoseconds for which processors had something to do, in sum; never runs backwards. */
uint64_t kernel_clock_busy_ns(void);

/*
 * Call `hook` every `interval_ns`, which the kernel may round up to its own steps; calls that were missed are not
 * made up for. It replaces the hook there was; a null pointer leaves none, and none is running then. While the hook
 * runs the primary thread stands still, wherever it is, so the hook may do what a signal handler may: of this header
 * it may call this function, the clocks, kernel_console_write, kernel_exit and kernel_panic. It may use all
 * registers. -KERNEL_EINVAL for an interval of 0, -KERNEL_ENOMEM.
 */
int kernel_timer_hook(void (*hook)(void), uint64_t interval_ns);

/* What kernel_wait waits for. */
enum kernel_event {
    KERNEL_CONSOLE_INPUT = 1, /* kernel_console_read would not block */
    KERNEL_TIMER = 2,         /* the timer's hook was called, and kernel_wait has not said so yet */
};

/*
 * Block until one of `events` is so, and return those that are; or until the monotonic clock reaches `until_ns`, and
 * return 0. UINT64_MAX is never; a time that is over does not block.
 */
unsigned kernel_wait(unsigned events, uint64_t until_ns);

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
