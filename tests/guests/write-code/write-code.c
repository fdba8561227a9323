/* Writes to its own code: has to end in a panic, because code is read-only. */
int main(void) {
    *(volatile unsigned char *)(unsigned long)main = 0xc3;
    return 0;
}
