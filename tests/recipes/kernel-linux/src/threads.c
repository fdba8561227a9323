/* Threads: clone(), where they may run, and how they end. */
#include "calls.h"

#include "futexes.h"

#include <guest/kernel.h>

enum {
    MOST = 1024,
    CLONE = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000 | 0x100000,
    /* VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, PARENT_SETTID */
    LAST_STACK = 2048,
    PRIMARY_STACK = 4 << 20,
};

struct thread {
    uint32_t used; /* 0: the number is free; Linux makes it so, when nothing of the thread runs any more */
    int linux_number;
    uint64_t processors; /* on which it begins; 0: where its parent may run */
    void (*entry)(void *);
    void *argument;
    char *mapped; /* for a stack of the kernel's, or a null pointer */
    size_t mapped_size;
    struct kernel_stack stack;
    uint32_t *word;
    _Alignas(16) char last_stack[LAST_STACK]; /* on which it gives back its own */
};

static struct thread threads[MOST + 1];
uint32_t kernel_linux_running;
long kernel_linux_clone(long flags, void *stack, int *parent, void *pointer, void (*entry)(void *), void *argument);
_Noreturn void kernel_linux_leave(void *stack, void (*function)(void *), void *argument);

static struct thread *self(void) {
    const long number = call(SYS_gettid, 0);

    for (struct thread *thread = threads + 1; thread <= threads + MOST; thread++) {
        if (thread->linux_number == (int)number)
            return thread;
    }
    kernel_panic("a thread that nobody started");
}

void kernel_linux_primary(uintptr_t top) {
    threads[1].linux_number = (int)call(SYS_gettid, 0);
    threads[1].used = 1;
    /* Linux lets it grow when it is touched: usually to 8 MiB, with what stands above the arguments. */
    threads[1].stack = (struct kernel_stack){top - PRIMARY_STACK, PRIMARY_STACK};
    kernel_linux_running = 1;
    kernel_thread_pinned(1, &threads[1].processors);
}

unsigned kernel_thread_number(void) {
    return (unsigned)(self() - threads);
}

static struct thread *claim(void) {
    for (struct thread *thread = threads + 1; thread <= threads + MOST; thread++) {
        uint32_t unused = 0;
        if (__atomic_compare_exchange_n(&thread->used, &unused, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return thread;
    }
    return 0;
}

static void begin(void *argument) {
    struct thread *thread = argument;

    thread->linux_number = (int)call(SYS_gettid, 0);
    thread->entry(thread->argument);
    kernel_thread_exit(0);
}

static int is_wrong(const struct kernel_thread *wanted) {
    const uint64_t all = UINT64_MAX >> (64 - kernel_processor_count());

    return wanted->entry == 0 || (wanted->processors != 0 && (wanted->processors & all) == 0) ||
           wanted->stack_size < 4096 || (wanted->stack == 0 && wanted->stack_size > KERNEL_STACK_MAX);
}

/* It may run from its beginning only where it is to, and be moved from then on: it has that from its parent. */
static long cloned(struct thread *thread, char *top, void *pointer) {
    uint64_t own = 0;
    long result;

    kernel_thread_pinned(0, &own);
    if (thread->processors != 0 && thread->processors != own)
        call(SYS_sched_setaffinity, 0, 8, &thread->processors);
    result = kernel_linux_clone(CLONE, top, &thread->linux_number, pointer, begin, thread);
    if (thread->processors != 0 && thread->processors != own)
        call(SYS_sched_setaffinity, 0, 8, &own);
    return result;
}

long kernel_thread_start(const struct kernel_thread *wanted) {
    const size_t size = (wanted->stack_size + 4095) & ~4095ul;
    struct thread *thread;
    char *top = (char *)wanted->stack + wanted->stack_size;

    if (is_wrong(wanted))
        return -KERNEL_EINVAL;
    thread = claim();
    if (thread == 0)
        return -KERNEL_ENOMEM;
    thread->entry = wanted->entry;
    thread->argument = wanted->argument;
    thread->processors = wanted->processors;
    thread->mapped = 0;
    if (wanted->stack == 0) {
        const long got = call(SYS_mmap, 0, size + KERNEL_STACK_GUARD, 3, 0x22, -1, 0);
        if (got < 0 && got > -4096)
            goto fail;
        thread->mapped = (char *)got;
        thread->mapped_size = size + KERNEL_STACK_GUARD;
        call(SYS_mprotect, got, KERNEL_STACK_GUARD, 0);
        top = thread->mapped + thread->mapped_size;
    }
    thread->stack = (struct kernel_stack){(uintptr_t)top - size, size};
    __atomic_fetch_add(&kernel_linux_running, 1, __ATOMIC_SEQ_CST);
    top = (char *)((uintptr_t)top & ~15ul);
    if (cloned(thread, top, wanted->thread_pointer) > 0)
        return thread - threads;
    __atomic_fetch_sub(&kernel_linux_running, 1, __ATOMIC_SEQ_CST);
fail:
    __atomic_store_n(&thread->used, 0, __ATOMIC_RELEASE);
    return -KERNEL_ENOMEM;
}

static void finish(void *argument) {
    struct thread *thread = argument;

    if (thread->mapped != 0)
        call(SYS_munmap, thread->mapped, thread->mapped_size);
    kernel_linux_ended(thread->word);
    thread->linux_number = 0;
    call(SYS_set_tid_address, &thread->used);
    call(SYS_exit, 0);
    __builtin_trap();
}

void kernel_thread_exit(uint32_t *word) {
    struct thread *thread = self();

    thread->word = word;
    kernel_linux_leave(thread->last_stack + LAST_STACK, finish, thread);
}

int kernel_thread_pointer_set(void *pointer) {
    return call(SYS_arch_prctl, 0x1002, pointer) < 0 ? -KERNEL_EINVAL : 0;
}

void kernel_thread_yield(void) {
    call(SYS_sched_yield, 0);
}

static struct thread *numbered(unsigned number) {
    if (number == 0)
        return self();
    return number <= MOST && threads[number].used ? &threads[number] : 0;
}

int kernel_thread_pin(unsigned number, uint64_t processors) {
    struct thread *thread = numbered(number);

    if (thread == 0)
        return -KERNEL_ESRCH;
    return call(SYS_sched_setaffinity, thread->linux_number, 8, &processors) < 0 ? -KERNEL_EINVAL : 0;
}

int kernel_thread_pinned(unsigned number, uint64_t *processors) {
    uint64_t sets[16] = {0};
    struct thread *thread = numbered(number);

    if (thread == 0)
        return -KERNEL_ESRCH;
    call(SYS_sched_getaffinity, thread->linux_number, sizeof sets, sets);
    *processors = sets[0];
    return 0;
}

unsigned kernel_thread_limit(void) {
    return MOST;
}

int kernel_thread_stack(unsigned number, struct kernel_stack *stack) {
    const struct thread *thread = numbered(number);

    if (thread == 0)
        return -KERNEL_ESRCH;
    *stack = thread->stack;
    return 0;
}

unsigned kernel_processor_count(void) {
    uint64_t sets[16] = {0};

    call(SYS_sched_getaffinity, call(SYS_getpid, 0), sizeof sets, sets);
    return (unsigned)(64 - __builtin_clzl(sets[0]));
}

unsigned kernel_processor(void) {
    unsigned processor = 0;

    call(309, &processor, 0, 0);
    return processor;
}
