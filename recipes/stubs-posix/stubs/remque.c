/* Takes an element out of its list, and leaves its own pointers. */
#include <search.h>
#include <stddef.h>

struct element {
    struct element *next, *before;
};

void remque(void *old) {
    const struct element *const element = old;

    if (element->before != NULL)
        element->before->next = element->next;
    if (element->next != NULL)
        element->next->before = element->before;
}
