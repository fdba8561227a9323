/* Start-up: from the kernel's call to main() and from its return to exit(). */
#include <guest/kernel.h>
#include <stdlib.h>

extern char **environ;

extern void (*__fini_array_start[])(void);
extern void (*__fini_array_end[])(void);

void __libc_init_array(void);
void __libc_fini_array(void);
int main(int argc, char **argv, char **envp);

void program_start(int argc, char **argv, char **envp) {
    environ = envp;
    /* atexit() has 32 places, and C promises a program 32. */
    if (&__fini_array_start[0] != &__fini_array_end[0] && atexit(__libc_fini_array) != 0)
        kernel_panic("no room to register the program's destructors");
    __libc_init_array();
    exit(main(argc, argv, envp));
}
