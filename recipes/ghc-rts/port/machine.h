#ifndef MACHINE_H
#define MACHINE_H

/* The size of generations that fits in the machine's memory, `size` blocks at most; says if the heap does not. */
W_ sizeOnMachine(W_ size);

#endif
