/* newlib's <unistd.h>, and what programs for Linux ask besides. */
#ifndef GUEST_UNISTD_H
#define GUEST_UNISTD_H

#include_next <unistd.h>

__BEGIN_DECLS

#if __GNU_VISIBLE
pid_t gettid(void);
char *get_current_dir_name(void);
#endif

__END_DECLS

#endif
