/* How a stub refuses what a guest does not have: always through here, so that refusals can be seen in one place. */
#ifndef STUBS_REFUSED_H
#define STUBS_REFUSED_H

/* Set errno and return -1; `call` names what was refused. */
int stub_refused(const char *call, int error);

#endif
