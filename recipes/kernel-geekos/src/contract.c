/* <guest/kernel.h>, as far as it is not one line of something else. */
#include <guest/kernel.h>

#include <geekos/int.h>
#include <geekos/keyboard.h>
#include <geekos/kthread.h>
#include <geekos/mem.h>
#include <geekos/screen.h>
#include <geekos/synch.h>
#include <geekos/timer.h>

enum { GRANULE = 16 };

static struct Mutex s_heapMutex;
static uint64_t s_heapEnd = ARCH_HEAP, s_heapMapped = ARCH_HEAP;

long kernel_console_write(const void *bytes, size_t count) {
    if (!Is_Accessible(bytes, count, false))
        return -KERNEL_EINVAL;
    Put_Buf(bytes, count);
    return (long)count;
}

long kernel_console_read(void *bytes, size_t count) {
    if (!Is_Accessible(bytes, count, true))
        return -KERNEL_EINVAL;
    return count == 0 ? 0 : (long)Read_Input(bytes, count);
}

/* Memory stays mapped up to the next page, or large page, behind the end. */
static void Give_Back(uint64_t end) {
    const uint64_t entry = arch_entry(end);
    uint64_t keep = Round_Up_To_Page(end);

    if (entry & ARCH_LARGE)
        keep = (end + LARGE_PAGE_SIZE - 1) & -(uint64_t)LARGE_PAGE_SIZE;
    if (keep >= s_heapMapped)
        return;
    Unmap_Range(keep, s_heapMapped);
    s_heapMapped = keep;
}

static long Move_Heap_End(ptrdiff_t delta) {
    const uint64_t old = s_heapEnd, end = old + (uint64_t)delta;

    if (delta % GRANULE != 0 || (delta < 0 && (end > old || end < ARCH_HEAP)))
        return -KERNEL_EINVAL;
    if (delta > 0 && (end < old || end > ARCH_HEAP_END))
        return -KERNEL_ENOMEM;
    if (end > s_heapMapped) {
        if (!Map_Range(s_heapMapped, Round_Up_To_Page(end), RESERVED_PAGES))
            return -KERNEL_ENOMEM;
        s_heapMapped = Round_Up_To_Page(end);
    }
    if (delta > 0)
        __builtin_memset((void *)old, 0, (size_t)delta);
    else
        Give_Back(end);
    s_heapEnd = end;
    return (long)old;
}

long kernel_heap_move(ptrdiff_t delta) {
    long result;

    Mutex_Lock(&s_heapMutex);
    result = Move_Heap_End(delta);
    Mutex_Unlock(&s_heapMutex);
    return result;
}

uint64_t kernel_clock_monotonic_ns(void) {
    return arch_clock_ns();
}

int64_t kernel_clock_realtime_ns(void) {
    static int64_t s_start;
    static bool s_known;
    const bool atomic = Begin_Int_Atomic();

    if (!s_known) {
        s_start = arch_rtc_seconds() * 1000000000 - (int64_t)arch_clock_ns();
        s_known = true;
    }
    End_Int_Atomic(atomic);
    return s_start + (int64_t)arch_clock_ns();
}

uint64_t kernel_clock_busy_ns(void) {
    return arch_clock_ns() - Get_Idle_Time();
}

struct kernel_memory kernel_memory_count(void) {
    return (struct kernel_memory){
        .total = Count_All_Pages() * (uint64_t)PAGE_SIZE,
        .unused = Count_Free_Pages() * (uint64_t)PAGE_SIZE,
    };
}

int kernel_timer_hook(void (*hook)(void), uint64_t interval_ns) {
    if (hook != NULL && interval_ns == 0)
        return -KERNEL_EINVAL;
    return Set_Timer_Hook(hook, interval_ns) ? 0 : -KERNEL_ENOMEM;
}

static unsigned Events_Of(unsigned events) {
    unsigned happened = 0;

    if (events & KERNEL_CONSOLE_INPUT && Is_Input_Ready())
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
