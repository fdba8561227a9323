/* <guest/kernel.h>, as far as it is not one line of something else. */
#include <guest/kernel.h>

#include <arch/input.h>
#include <geekos/int.h>
#include <geekos/keyboard.h>
#include <geekos/kthread.h>
#include <geekos/mem.h>
#include <geekos/screen.h>
#include <geekos/synch.h>
#include <geekos/timer.h>

static struct Mutex s_memoryMutex;

void upcall_memory_lock(void) {
    Mutex_Lock(&s_memoryMutex);
}

void upcall_memory_unlock(void) {
    Mutex_Unlock(&s_memoryMutex);
}

bool upcall_is_growing_stack(uint64_t address) {
    return Is_On_Stack(address);
}

long kernel_console_write(const void *bytes, size_t count) {
    if (!backing_allows(bytes, count, false))
        return -KERNEL_EINVAL;
    Put_Buf(bytes, count);
    return (long)count;
}

long kernel_console_read(void *bytes, size_t count) {
    if (!backing_allows(bytes, count, true))
        return -KERNEL_EINVAL;
    return count == 0 ? 0 : (long)Read_Input(bytes, count);
}

uint64_t kernel_clock_monotonic_ns(void) {
    return arch_clock_ns();
}

uint64_t kernel_clock_busy_ns(void) {
    return arch_clock_ns() - Get_Idle_Time();
}

int kernel_timer_hook(void (*hook)(void), uint64_t interval_ns) {
    if (hook != NULL && interval_ns == 0)
        return -KERNEL_EINVAL;
    return Set_Timer_Hook(hook, interval_ns) ? 0 : -KERNEL_ENOMEM;
}

static unsigned Events_Of(unsigned events) {
    unsigned happened = 0;

    if (events & KERNEL_CONSOLE_INPUT && arch_input_is_ready())
        happened |= KERNEL_CONSOLE_INPUT;
    if (events & KERNEL_TIMER && Take_Timer_Event())
        happened |= KERNEL_TIMER;
    return happened;
}

unsigned kernel_wait(unsigned events, uint64_t until_ns) {
    const bool atomic = Begin_Int_Atomic();
    unsigned happened;
    uint64_t now;

    while ((happened = Events_Of(events)) == 0 && (now = arch_clock_ns()) < until_ns)
        Wait_For_Event(now, until_ns);
    End_Int_Atomic(atomic);
    return happened;
}

_Noreturn void kernel_exit(int status) {
    arch_exit(status);
}

_Noreturn void kernel_panic(const char *message) {
    arch_panic("%s", message);
}
