/* Ends with the status that its first argument names: what a guest returns is what `guestpipe run` returns. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    char *rest;
    long status;

    if (argc != 2) {
        fprintf(stderr, "usage: %s STATUS\n", argv[0]);
        return 64;
    }
    status = strtol(argv[1], &rest, 10);
    if (*argv[1] == '\0' || *rest != '\0' || status < 0 || status > 255) {
        fprintf(stderr, "%s: `%s` is not a number from 0 to 255\n", argv[0], argv[1]);
        return 64;
    }
    return (int)status;
}
