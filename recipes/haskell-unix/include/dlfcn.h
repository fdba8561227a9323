/* For the package alone: a guest is linked once and loads nothing, so these functions are nowhere. */
#ifndef DLFCN_H
#define DLFCN_H

#define RTLD_LAZY 1
#define RTLD_NOW 2
#define RTLD_GLOBAL 4
#define RTLD_LOCAL 8

void *dlopen(const char *name, int mode);
void *dlsym(void *library, const char *symbol);
int dlclose(void *library);
char *dlerror(void);

#endif
