/*
 * The loader's arguments replace the baked ones, its variables are added and win.
 * baked: name=app env.A=1 env.B=2 -- baked
 * loader: env.B=3 env.C="4 5" -- from loader
 * expect-console: [app][from][loader]
 * expect-console: {A=1}{B=3}{C=4 5}
 * expect-exit: 0
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    print("argc=%d\n", argc);
    for (int i = 0; i < argc; i++)
        print("[%s]", argv[i]);
    print("\n");
    CHECK(argv[argc] == NULL);
    while (*envp != NULL)
        print("{%s}", *envp++);
    print("\n");
    return 0;
}
