#include <stdio.h>

int main(void) {
    printf("Hello, printed! 355/113 is %.4f\n", 355.0 / 113.0);
    return 0;
}
