/* Fails an assertion: status 128 + SIGABRT, as a shell would say. */
#include <assert.h>

int main(int argc, char **argv) {
    (void)argv;
    assert(argc == 7);
    return 0;
}
