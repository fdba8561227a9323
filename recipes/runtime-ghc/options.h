#ifndef OPTIONS_H
#define OPTIONS_H

#include "Rts.h"

RtsConfig guest_rts_config(void);
void guest_hs_init(int *argc, char **argv[]);

#endif
