/*
 * What the compiler calls for copies and comparisons. The kernel keeps its own: libc's use SSE registers, which
 * belong to the interrupted thread.
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);

void *memcpy(void *to, const void *from, size_t count) {
    void *at = to;
    size_t words = count / 8, rest = count % 8;

    __asm__ volatile("rep movsq" : "+D"(at), "+S"(from), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(rest) : : "memory");
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    if ((uintptr_t)to - (uintptr_t)from >= count)
        return memcpy(to, from, count);
    void *last = (char *)to + count - 1;
    from = (const char *)from + count - 1;
    __asm__ volatile("std; rep movsb; cld" : "+D"(last), "+S"(from), "+c"(count) : : "memory", "cc");
    return to;
}

void *memset(void *to, int value, size_t count) {
    void *at = to;
    size_t words = count / 8, rest = count % 8;
    const uint64_t pattern = (uint8_t)value * UINT64_C(0x0101010101010101);

    __asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(pattern) : "memory");
    __asm__ volatile("rep stosb" : "+D"(at), "+c"(rest) : "a"(pattern) : "memory");
    return to;
}

int memcmp(const void *left, const void *right, size_t count) {
    const unsigned char *l = left, *r = right;

    for (; count != 0; count--, l++, r++) {
        if (*l != *r)
            return *l - *r;
    }
    return 0;
}
