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
    KERNEL_ESRCH = 3,
    KERNEL_EIO = 5,
    KERNEL_EAGAIN = 11,
    KERNEL_ENOMEM = 12,
    KERNEL_EINVAL = 22,
    KERNEL_EDEADLK = 45,
    KERNEL_ENOSYS = 88,
    KERNEL_ETIMEDOUT = 116,
};

/*
 * Write `count` bytes to the console, in order, blocking until the device took them. Bytes are not translated, and
 * what threads write at the same time is not mixed; the timer's hook may write in between. Returns `count`, or
 * -KERNEL_EINVAL when `bytes` is not readable memory.
 */
long kernel_console_write(const void *bytes, size_t count);

/*
 * Read between 1 and `count` bytes of console input, blocking until there is one. Returns how many, or 0 at the end
 * of input and from then on: the byte 0x04 (Ctrl-D); the byte 0x16 (Ctrl-V) before a byte takes that byte literally.
 * -KERNEL_EINVAL when `bytes` is not writable memory.
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

/* What is in a region of physical memory, as the machine's memory map has it and the kernel uses it. */
enum kernel_region_type {
    KERNEL_REGION_FIRMWARE = 1, /* the machine's: what its memory map reserves, the first 64 KiB, screen and ROMs */
    KERNEL_REGION_IMAGE = 2,    /* the guest's code, constants and variables */
    KERNEL_REGION_KERNEL = 3,   /* taken before the program began: page tables, the kernel's stacks and heap */
    KERNEL_REGION_PAGES = 4,    /* handed out in pages to whoever asked; some may have come back */
    KERNEL_REGION_UNUSED = 5,   /* nobody's, in one piece */
    KERNEL_REGION_TAKEN = 6,    /* by kernel_region_take */
};

/* A name with its terminating zero has at most so many bytes. */
#define KERNEL_REGION_NAME 32

struct kernel_region {
    uint64_t start, end; /* physical addresses, multiples of KERNEL_PAGE_SIZE */
    enum kernel_region_type type;
    char name[KERNEL_REGION_NAME];
};

/*
 * Tell of the region with this physical address, or if the kernel knows of nothing there of the next above it. So
 * from 0 on, and then from each `end`, come all that there are; none overlaps another, and those of the last four
 * types are the memory that kernel_memory_count counts. -KERNEL_ESRCH: there is none above. -KERNEL_EINVAL: `region`
 * is not writable memory.
 */
int kernel_region_at(uint64_t address, struct kernel_region *region);

/*
 * Take `size` bytes of physically contiguous memory, at a multiple of `alignment` (a power of two), that end at the
 * physical address `limit` or below (UINT64_MAX: anywhere). Returns the physical address. At the same address it is
 * mapped, readable and writable, in pages of 2 MiB but at the edges of the machine's memory. It reads as zero, stays
 * where it is, and is nobody else's until kernel_region_give. -KERNEL_EINVAL: size or alignment is no multiple of
 * KERNEL_PAGE_SIZE, or 0; the name is empty, too long, or that of a region that is taken. -KERNEL_ENOMEM: so much is
 * not left in one piece there. No region is taken then.
 */
long kernel_region_take(const char *name, size_t size, size_t alignment, uint64_t limit);

/* Give a region that was taken back. -KERNEL_ESRCH: none has this name. -KERNEL_EINVAL: it can be no name. */
int kernel_region_give(const char *name);

/* Nanoseconds since the kernel started; never runs backwards, from whichever processor it is read. */
uint64_t kernel_clock_monotonic_ns(void);

/* Nanoseconds since 1970-01-01T00:00:00Z by the machine's real-time clock, advanced by the monotonic clock. */
int64_t kernel_clock_realtime_ns(void);

/* Nanoseconds for which processors had something to do, in sum; never runs backwards. */
uint64_t kernel_clock_busy_ns(void);

/* Nanoseconds for which the calling thread had a processor. */
uint64_t kernel_clock_thread_ns(void);

/*
 * Call `hook` every `interval_ns`, which the kernel may round up to its own steps; calls that were missed are not
 * made up for. It replaces the hook there was; a null pointer leaves none, and none is running then. The hook is
 * called as if the primary thread had called it, with its number and thread pointer: while it runs the primary thread
 * stands still, wherever it is, and other threads go on. So the hook may do what a signal handler may: of this header
 * it may call this function, the clocks, kernel_console_write, kernel_futex_wake, kernel_thread_number,
 * kernel_processor, kernel_exit and kernel_panic. It may use all registers. It goes on being called when the primary
 * thread has ended. -KERNEL_EINVAL for an interval of 0, -KERNEL_ENOMEM.
 */
int kernel_timer_hook(void (*hook)(void), uint64_t interval_ns);

/* What kernel_wait waits for. */
enum kernel_event {
    KERNEL_CONSOLE_INPUT = 1, /* kernel_console_read would not block */
    KERNEL_TIMER = 2,         /* the timer's hook was called, and kernel_wait has not told this thread so yet */
};

/*
 * Block until one of `events` is so, and return those that are; or until the monotonic clock reaches `until_ns`, and
 * return 0. UINT64_MAX is never; a time that is over does not block.
 */
unsigned kernel_wait(unsigned events, uint64_t until_ns);

/* How many processors run threads; they are numbered from 0. At most 64. */
unsigned kernel_processor_count(void);

/* The processor that the caller runs on, which may be another one by now if the caller is not pinned. */
unsigned kernel_processor(void);

/*
 * Threads of the program. The one that calls program_start is the primary thread, number 1. All may use all of the
 * memory, and all of this header but where it says otherwise. Threads that are on one processor take turns.
 */
struct kernel_thread {
    void (*entry)(void *argument);
    void *argument;
    void *stack;          /* the lowest address of memory of the program's own, or a null pointer: the kernel's */
    size_t stack_size;    /* in bytes */
    void *thread_pointer; /* the FS base with which it starts */
    uint64_t processors;  /* bit N: may run on processor N; 0: on all */
    const char *name;     /* for messages, valid while the thread lives; a null pointer: "thread NUMBER" */
};

/* The most that a kernel gives a thread as its stack; a stack of the program's own may be larger. */
#define KERNEL_STACK_MAX 0x800000

/* Of what is below a stack of the kernel's, the least that may not be touched. */
#define KERNEL_STACK_GUARD 0x800000

/* How many threads a program may have at once, the primary one included; none has a number above that. */
unsigned kernel_thread_limit(void);

/*
 * Start a thread that calls entry(argument), on a stack aligned as the ABI has it and with all else as a processor
 * starts; if entry returns that is kernel_thread_exit(NULL). Returns its number, which is the lowest that is free.
 * The stack of a kernel is whole pages, has a guard below it, and is gone when the thread has ended; that of the
 * program is the program's before and after. A program's stack should have a page below it that may not be touched: a
 * fault in the 64 KiB below is reported as this thread's overflow as well.
 *
 * -KERNEL_ENOSYS: this kernel gives programs one thread. -KERNEL_EINVAL: no entry; `processors` names none that there
 * is; `stack_size` is below 4096, or above KERNEL_STACK_MAX for a stack of the kernel; `stack` is not writable.
 * -KERNEL_ENOMEM: no memory or no number is left. No thread is started then.
 */
long kernel_thread_start(const struct kernel_thread *thread);

/*
 * End the calling thread. If `word` is not a null pointer then, when nothing of the thread is needed any more
 * (neither its stack nor its thread pointer), 0 is stored in it and all that wait for it in kernel_futex_wait are
 * woken. The last thread must end with kernel_exit: it is a panic if no thread is left, or only such as wait without
 * end.
 */
_Noreturn void kernel_thread_exit(uint32_t *word);

/* The number of the calling thread. */
unsigned kernel_thread_number(void);

/* The `size` bytes from `lowest` on; those of a kernel may get their memory only when they are touched. */
struct kernel_stack {
    uintptr_t lowest;
    size_t size;
};

/*
 * Tell where the stack of a thread (0: the calling one) is, whoever gave it. -KERNEL_ESRCH: no such thread, and
 * nothing is told.
 */
int kernel_thread_stack(unsigned number, struct kernel_stack *stack);

/* Set the calling thread's FS base. -KERNEL_EINVAL if no address is like that. */
int kernel_thread_pointer_set(void *thread_pointer);

/*
 * Let other threads of this processor run first. Where there are none, a thread that calls it again and again may be
 * let wait for milliseconds, but not longer than half the time for which it has done so.
 */
void kernel_thread_yield(void);

/*
 * Say on which processors a thread (0: the calling one) may run, bit N for processor N; one that runs elsewhere is
 * interrupted and moves. Bits of processors that are not there are passed over; -KERNEL_EINVAL: no other bit is set.
 * -KERNEL_ESRCH: no such thread.
 */
int kernel_thread_pin(unsigned number, uint64_t processors);

/* Tell on which processors a thread may run. -KERNEL_ESRCH. */
int kernel_thread_pinned(unsigned number, uint64_t *processors);

/*
 * Sleep until another thread or the timer's hook wakes the waiters of `word`, if the word is `expected`: looking and
 * falling asleep are one step, so that no wake after a change of the word is lost. Returns 0 when woken, now and then
 * without a reason: look again. -KERNEL_EAGAIN: the word was another. -KERNEL_ETIMEDOUT: the monotonic clock reached
 * `until_ns` (UINT64_MAX is never). -KERNEL_EINVAL: the word is not aligned, or not readable. -KERNEL_EDEADLK: nobody
 * could ever wake it, because `until_ns` is never, no timer's hook is set, and every other thread waits without end
 * here too.
 */
int kernel_futex_wait(const uint32_t *word, uint32_t expected, uint64_t until_ns);

/* Wake up to `count` threads that wait for `word`, those first that came first; returns how many. Does not touch it.
 */
unsigned kernel_futex_wake(const uint32_t *word, unsigned count);

/*
 * End the guest, with all its threads wherever they are, and power the machine off. The low 8 bits of `status` are
 * what the host sees; of several calls the first counts. Console output that was accepted before is delivered first.
 */
_Noreturn void kernel_exit(int status);

/*
 * Stop the guest because it cannot go on: all processors stop, `message`, registers and a backtrace with symbols are
 * printed once on the console, with the number of the processor where there are several, and the machine is powered
 * off; the host sees a guest that died, not an exit status.
 */
_Noreturn void kernel_panic(const char *message);

/*
 * The program's thread-local variables (PT_TLS) as the linker laid them out: what they start as, and how large and
 * how aligned a thread's copy is. By the psABI a copy ends where the thread pointer points, rounded to the alignment,
 * and the word there holds its own address. Making copies is the program's side's task; stubs that do define the
 * symbol program_thread_storage, without which an image that has such variables is not linked.
 */
extern const char kernel_tls_start[], kernel_tls_data_end[], kernel_tls_end[];
extern const char kernel_tls_alignment[]; /* its address is the number */

/*
 * Supplied by the program's side (libc's start-up), called once by the primary thread. `argv` has `argc` entries and
 * a null pointer after them, argv[0] is the name of the guest; `envp` ends with a null pointer. All of it stays
 * valid. It does not return; it ends with kernel_exit.
 */
_Noreturn void program_start(int argc, char **argv, char **envp);

#endif

#endif
