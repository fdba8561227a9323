/* The control port, 0xE9, and a lock that nobody waits for long, as whoever has it is not interrupted. x86-64 alone.
 */
#ifndef TRACE_PORT_H
#define TRACE_PORT_H

#include <stddef.h>

static int port_is_taken;

/* Returns what port_release() needs. */
static inline unsigned long port_take(void) {
    unsigned long were;

    __asm__ volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(were) : : "memory");
    while (__atomic_exchange_n(&port_is_taken, 1, __ATOMIC_ACQUIRE) != 0)
        __asm__ volatile("pause");
    return were;
}

static inline void port_release(unsigned long were) {
    __atomic_store_n(&port_is_taken, 0, __ATOMIC_RELEASE);
    __asm__ volatile("pushq %0\n\tpopfq" : : "r"(were) : "memory", "cc");
}

static inline void port_write(const char *bytes, size_t count) {
    const unsigned long were = port_take();

    for (size_t i = 0; i < count; i++)
        __asm__ volatile("outb %0, %1" : : "a"(bytes[i]), "Nd"((unsigned short)0xe9));
    port_release(were);
}

#endif
