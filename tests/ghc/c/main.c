/* main() as GHC makes it for a program that is compiled with -rtsopts. */
#include "Rts.h"

extern StgClosure ZCMain_main_closure;

int main(int argc, char *argv[]) {
    RtsConfig config = defaultRtsConfig;

    config.rts_opts_enabled = RtsOptsAll;
    return hs_main(argc, argv, &ZCMain_main_closure, config);
}
