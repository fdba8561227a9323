/*
 * loader: env.A=1 colour=blue -- x
 * expect-panic: command line: parameters are name=, env.NAME=, console=, cpus= and sched-hz=, at `colour=blue -- x`
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return 0;
}
