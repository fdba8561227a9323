/*
 * memory: 16M
 * expect-panic: the machine has too little memory for the image: 20
 * expect-console: panic: the machine has too little memory for the image
 */
#include "guest.h"

static char large[20 << 20];

static int guest(int argc, char **argv, char **envp) {
    (void)argv, (void)envp;
    large[argc] = 1;
    return large[argc + 1];
}
