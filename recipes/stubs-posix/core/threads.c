/* Blocks of threads: by variant II of the psABI, thread-local variables end where the thread pointer points. */
#include "threads.h"

#include "mutexes.h"

#include <guest/kernel.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_ALIGNMENT = 64 };

/* The linker's script asks for it before it links an image that has thread-local variables. */
extern const char program_thread_storage;
const char program_thread_storage = 1;

struct stubs_thread *stubs_threads;
struct stubs_lock stubs_threads_lock;
unsigned stubs_thread_count = 1;

unsigned stubs_threads_most(void) {
    const unsigned most = kernel_thread_limit();

    return most < MUTEX_OWNER ? most : MUTEX_OWNER; /* for a mutex notes its owner's number */
}

static size_t alignment(void) {
    const size_t wanted = (size_t)kernel_tls_alignment;

    return wanted > BLOCK_ALIGNMENT ? wanted : BLOCK_ALIGNMENT;
}

static size_t round_up(size_t size, size_t step) {
    return (size + step - 1) / step * step;
}

/* What the variables take, up to the thread pointer. */
static size_t variables_size(void) {
    return round_up((size_t)(kernel_tls_end - kernel_tls_start), alignment());
}

size_t stubs_thread_size(void) {
    return variables_size() + sizeof(struct stubs_thread) + alignment();
}

/* The linker lays variables out back from their end, rounded to their own alignment. */
static struct stubs_thread *lay_out(char *block) {
    const size_t size = (size_t)(kernel_tls_end - kernel_tls_start);
    const size_t own = (size_t)kernel_tls_alignment == 0 ? 1 : (size_t)kernel_tls_alignment;
    char *pointer = (char *)round_up((uintptr_t)block, alignment()) + variables_size();
    char *variables = pointer - round_up(size, own);
    struct stubs_thread *thread = (struct stubs_thread *)pointer;

    memcpy(variables, kernel_tls_start, (size_t)(kernel_tls_data_end - kernel_tls_start));
    memset(variables + (kernel_tls_data_end - kernel_tls_start), 0, (size_t)(kernel_tls_end - kernel_tls_data_end));
    memset(thread, 0, offsetof(struct stubs_thread, own_reent));
    thread->self = thread;
    thread->runs = 1;
    return thread;
}

void stubs_thread_primary(void *memory) {
    struct stubs_thread *thread = lay_out(memory);

    thread->number = kernel_thread_number();
    thread->id = PRIMARY;
    thread->reent = _global_impure_ptr;
    pthread_attr_init(&thread->attributes);
    stubs_threads = thread;
    if (kernel_thread_pointer_set(thread) < 0)
        kernel_panic("the kernel refuses the thread pointer of the primary thread");
}

struct stubs_thread *stubs_thread_new(void) {
    void *block = malloc(stubs_thread_size());
    struct stubs_thread *thread;

    if (block == NULL)
        return NULL;
    thread = lay_out(block);
    thread->block = block;
    thread->reent = &thread->own_reent;
    _REENT_INIT_PTR(thread->reent);
    return thread;
}

void stubs_thread_free(struct stubs_thread *thread) {
    free(thread->block);
}

struct stubs_thread *stubs_thread_find(pthread_t id) {
    struct stubs_thread *thread = stubs_threads;

    while (thread != NULL && (thread->id != id || thread->fate == ENDED))
        thread = thread->next;
    return thread;
}

void stubs_thread_remove(struct stubs_thread *thread) {
    struct stubs_thread **place = &stubs_threads;

    stubs_lock(&stubs_threads_lock);
    while (*place != thread)
        place = &(*place)->next;
    *place = thread->next;
    stubs_unlock(&stubs_threads_lock);
    stubs_thread_free(thread);
}

void stubs_threads_sweep(void) {
    struct stubs_thread *done = NULL;

    stubs_lock(&stubs_threads_lock);
    for (struct stubs_thread **place = &stubs_threads; *place != NULL;) {
        struct stubs_thread *thread = *place;
        /* The kernel's last word: nothing of the thread is used after it. */
        if (thread->fate != ENDED || __atomic_load_n(&thread->runs, __ATOMIC_ACQUIRE) != 0) {
            place = &thread->next;
            continue;
        }
        *place = thread->next;
        thread->next = done;
        done = thread;
    }
    stubs_unlock(&stubs_threads_lock);
    while (done != NULL) {
        struct stubs_thread *next = done->next;
        stubs_thread_free(done);
        done = next;
    }
}
