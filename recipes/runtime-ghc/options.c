/*
 * What the guest declares of its runtime system: `[runtime] options` and `rtsopts`. They hold for a program whose
 * main() is Haskell's (start.c), and for one in C that calls hs_init(): program-haskell turns that call to the one
 * here.
 */
#include "options.h"

RtsConfig guest_rts_config(void) {
    RtsConfig config = defaultRtsConfig;

    config.rts_opts = DECLARED_OPTIONS;
    config.rts_opts_enabled = DECLARED_RTSOPTS;
    return config;
}

void guest_hs_init(int *argc, char **argv[]) {
    hs_init_ghc(argc, argv, guest_rts_config());
}
