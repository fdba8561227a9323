/* Pages for the content of files: the kernel's memory, taken and given back one by one. */
#ifndef STUBS_PAGE_POOL_H
#define STUBS_PAGE_POOL_H

/* A page that reads as zero, or a null pointer when there is no memory. */
void *stubs_page_new(void);

/* Give a page back to the kernel, at once. */
void stubs_page_free(void *page);

#endif
