/* The number of the calling thread: that of the process for the primary one. Cannot fail. */
#include <guest/kernel.h>
#include <unistd.h>

pid_t gettid(void) {
    return (pid_t)kernel_thread_number();
}
