/*
 * Puts an element, which begins with the pointers to the next and the one before, behind another or, if that is a
 * null pointer, alone.
 */
#include <search.h>
#include <stddef.h>

struct element {
    struct element *next, *before;
};

void insque(void *new, void *old) {
    struct element *const element = new, *const before = old;

    element->before = before;
    element->next = before == NULL ? NULL : before->next;
    if (before != NULL)
        before->next = element;
    if (element->next != NULL)
        element->next->before = element;
}
