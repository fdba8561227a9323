/* What Main is told about the machine. */
#ifndef GEEKOS_BOOTINFO_H
#define GEEKOS_BOOTINFO_H

struct Boot_Info {
    int bootInfoSize;        /* of this structure */
    int memSizeKB;           /* memory that Alloc_Page has to give at the start */
    const char *commandLine; /* of the loader; "" if none */
};

/* Set the kernel up, start the primary kernel thread, which runs the program, and become the idle thread. */
_Noreturn void Main(struct Boot_Info *bootInfo);

#endif
