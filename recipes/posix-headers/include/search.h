/* newlib's <search.h>, and the searches and lists that it lacks. */
#ifndef GUEST_SEARCH_H
#define GUEST_SEARCH_H

#include_next <search.h>

__BEGIN_DECLS

void *lfind(const void *, const void *, size_t *, size_t, int (*)(const void *, const void *));
void *lsearch(const void *, void *, size_t *, size_t, int (*)(const void *, const void *));
void insque(void *, void *);
void remque(void *);

__END_DECLS

#endif
