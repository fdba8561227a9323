/*
 * baked: name=app env.PATH=/bin env.EMPTY= -- one "two words" "tab\x09quote\"backslash\\" ""
 * expect-console: argc=5
 * expect-console: [app][one][two words][tab	quote"backslash\][]
 * expect-console: {PATH=/bin}{EMPTY=}
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
