/*
 * Start-up: from the kernel's call to main() and from its return to exit(). The primary thread's variables are in its
 * own stack, below everything else, so that a program that has none pays nothing for them.
 */
#include "complaints.h"
#include "threads.h"

#include <guest/kernel.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/lock.h>

/*
 * libc.a has locks that do nothing, and for itself another raise(), in one object with another signal(): as they are
 * asked for here, the stubs' own come first.
 */
extern struct __lock __lock___sinit_recursive_mutex;
static struct __lock *const locks __attribute__((used)) = &__lock___sinit_recursive_mutex;
static int (*const raises)(int) __attribute__((used)) = raise;

enum { LARGEST_ON_STACK = 1 << 20 };

extern char **environ;

extern void (*__fini_array_start[])(void);
extern void (*__fini_array_end[])(void);

void __libc_init_array(void);
void __libc_fini_array(void);
int main(int argc, char **argv, char **envp);

static void *mapped(size_t size) {
    const size_t pages = (size + KERNEL_PAGE_SIZE - 1) / KERNEL_PAGE_SIZE * KERNEL_PAGE_SIZE;
    const long got = kernel_memory_map(0, pages, KERNEL_READ | KERNEL_WRITE);

    if (got < 0)
        kernel_panic("out of memory: no room for the thread-local variables of the program");
    return (void *)got;
}

void program_start(int argc, char **argv, char **envp) {
    const size_t size = stubs_thread_size();

    stubs_thread_primary(size <= LARGEST_ON_STACK ? __builtin_alloca(size) : mapped(size));
    environ = envp;
    if (argc > 0)
        stubs_program_name = argv[0];
    /* atexit() has 32 places, and C promises a program 32. */
    if (&__fini_array_start[0] != &__fini_array_end[0] && atexit(__libc_fini_array) != 0)
        kernel_panic("no room to register the program's destructors");
    __libc_init_array();
    exit(main(argc, argv, envp));
}
