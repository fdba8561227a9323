/* Runs what it wrote to its data: has to end in a panic, because data is not executable. */
static volatile unsigned char code[] = {0xc3};

int main(void) {
    ((void (*)(void))(unsigned long)code)();
    return 0;
}
