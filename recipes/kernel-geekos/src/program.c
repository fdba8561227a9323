/* The threads of <guest/kernel.h>, of which GeekOS gives a program one, on its one processor. */
#include <guest/kernel.h>

#include <geekos/int.h>
#include <geekos/kthread.h>
#include <geekos/mem.h>
#include <geekos/timer.h>

enum { PRIMARY = 1, PROCESSORS = 1 };

_Static_assert(KERNEL_STACK_MAX + KERNEL_STACK_GUARD <= ARCH_STACK_SLOT, "a stack leaves room for its guard");

/* The word that the thread sleeps at; only the timer's hook can wake it. */
static const uint32_t *s_awaited;

unsigned kernel_processor_count(void) {
    return 1;
}

unsigned kernel_processor(void) {
    return 0;
}

uint64_t kernel_clock_thread_ns(void) {
    return kernel_clock_busy_ns();
}

long kernel_thread_start(const struct kernel_thread *thread) {
    (void)thread;
    return -KERNEL_ENOSYS;
}

unsigned kernel_thread_limit(void) {
    return 1;
}

_Noreturn void kernel_thread_exit(uint32_t *word) {
    (void)word;
    arch_panic("the last thread of the program ended without kernel_exit");
}

unsigned kernel_thread_number(void) {
    return PRIMARY;
}

/* No thread of the kernel uses the register, so all run with the program's, the timer's hook as it has to. */
int kernel_thread_pointer_set(void *thread_pointer) {
    return arch_thread_pointer_set((uint64_t)thread_pointer) ? 0 : -KERNEL_EINVAL;
}

void kernel_thread_yield(void) {
    Yield();
}

static bool Is_Thread(unsigned number) {
    return number == 0 || number == PRIMARY;
}

int kernel_thread_pin(unsigned number, uint64_t processors) {
    if (!Is_Thread(number))
        return -KERNEL_ESRCH;
    return processors & PROCESSORS ? 0 : -KERNEL_EINVAL;
}

int kernel_thread_pinned(unsigned number, uint64_t *processors) {
    if (!Is_Thread(number))
        return -KERNEL_ESRCH;
    *processors = PROCESSORS;
    return 0;
}

int kernel_thread_stack(unsigned number, struct kernel_stack *stack) {
    const struct Kernel_Thread *thread = Get_Current();

    if (!Is_Thread(number))
        return -KERNEL_ESRCH;
    *stack = (struct kernel_stack){thread->stackLimit, thread->stackTop - thread->stackLimit};
    return 0;
}

static int Sleep_At(const uint32_t *word, uint64_t until) {
    uint64_t now;

    if (until == UINT64_MAX && !Is_Timer_Hooked())
        return -KERNEL_EDEADLK;
    s_awaited = word;
    while (s_awaited != NULL && (now = arch_clock_ns()) < until)
        Wait_For_Event(now, until);
    if (s_awaited == NULL)
        return 0;
    s_awaited = NULL;
    return -KERNEL_ETIMEDOUT;
}

int kernel_futex_wait(const uint32_t *word, uint32_t expected, uint64_t until_ns) {
    int result = -KERNEL_EAGAIN;

    if ((uintptr_t)word % sizeof *word != 0 || !backing_allows(word, sizeof *word, false))
        return -KERNEL_EINVAL;
    const bool atomic = Begin_Int_Atomic();
    if (*(const volatile uint32_t *)word == expected)
        result = Sleep_At(word, until_ns);
    End_Int_Atomic(atomic);
    return result;
}

unsigned kernel_futex_wake(const uint32_t *word, unsigned count) {
    const bool atomic = Begin_Int_Atomic();
    const bool woken = count != 0 && word != NULL && s_awaited == word;

    if (woken) {
        s_awaited = NULL;
        Wake_Up(&g_eventQueue);
    }
    End_Int_Atomic(atomic);
    return woken;
}
