/* main() of a program whose `main` is Haskell's: GHC would make the same when it links. */
#include "options.h"

extern StgClosure ZCMain_main_closure;

int main(int argc, char *argv[]) {
    RtsConfig config = guest_rts_config();

    config.rts_hs_main = true;
    return hs_main(argc, argv, &ZCMain_main_closure, config);
}
