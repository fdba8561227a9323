/* What pathconf() and fpathconf() tell. */
#ifndef STUBS_LIMITS_OF_FILES_H
#define STUBS_LIMITS_OF_FILES_H

/* -1 without an error for what there is not; -1 and EINVAL for a name that says nothing here. */
long stubs_limit(int name);

#endif
