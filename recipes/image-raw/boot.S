/*
 * The loader of a raw disk: reads the kernel, which follows it on the disk, to 1 MiB and enters it as a Multiboot2
 * loader would, with the memory map of the BIOS. Its first sector is the master boot record; the rest it reads itself.
 * KERNEL_SECTORS comes from build.sh.
 */

    .set LOAD_ADDRESS, 0x7c00
    .set LOADER_SECTORS, 4
    .set KERNEL_ADDRESS, 0x100000
    .set KERNEL_BYTES, KERNEL_SECTORS * 512

    /* Low memory besides the loader: what the kernel is told, below 64 KiB, and one read of the disk. */
    .set INFORMATION, 0x6000
    .set INFORMATION_MAP, INFORMATION + 8
    .set INFORMATION_ENTRIES, INFORMATION_MAP + 16
    .set MAP_ENTRY_BYTES, 24
    .set MAP_ENTRIES_MAX, 32
    .set BUFFER, 0x10000
    .set BUFFER_SECTORS, 64

    .set MULTIBOOT2_LOADER_MAGIC, 0x36d76289
    .set MULTIBOOT2_TAG_MEMORY_MAP, 6

    .set CONTROL_PORT, 0xe9
    .set QEMU_EXIT_PORT, 0xf4
    .set QEMU_EXIT_PANIC, 0x7f
    .set BOCHS_POWER_PORT, 0x8900

    .set CODE32, 0x08
    .set DATA32, 0x10
    .set CODE16, 0x18
    .set DATA16, 0x20

    .text
    .code16
    .globl start
start:
    jmp past_parameters

    /* Some BIOSes write a BIOS parameter block here, whether or not there is one. */
    .org 0x5a
past_parameters:
    /* The BIOS may come by 0:7c00 or 7c0:0. */
    ljmp $0, $segments
segments:
    cli
    xorw %ax, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movw $LOAD_ADDRESS, %sp
    sti
    cld
    movb %dl, drive

    movb $0x41, %ah                     /* INT 13h extensions? */
    movw $0x55aa, %bx
    int $0x13
    movw $no_extensions, %si
    jc fail
    cmpw $0xaa55, %bx
    jne fail

    call read_disk                      /* the packet asks for the rest of the loader */
    jmp loader

/* Read what `packet` says, trying three times. */
read_disk:
    movw $3, %di
1:  movw $packet, %si
    movb drive, %dl
    movb $0x42, %ah
    int $0x13
    jnc 2f
    xorw %ax, %ax                       /* reset */
    movb drive, %dl
    int $0x13
    decw %di
    jnz 1b
    movw $no_read, %si
    jmp fail
2:  ret

/* Say why (ds:si) to the VMM and on the screen, and power off. */
fail:
    movw $fail_prefix, %di
    call control
    movw %si, %di
    call control
    movb $'\n', %al
    outb %al, $CONTROL_PORT
1:  lodsb
    testb %al, %al
    jz 2f
    movb $0x0e, %ah
    movw $7, %bx
    int $0x10
    jmp 1b
2:  movb $QEMU_EXIT_PANIC, %al
    outb %al, $QEMU_EXIT_PORT
    movw $BOCHS_POWER_PORT, %dx
    movw $shutdown, %si
3:  lodsb
    outb %al, %dx
    testb %al, %al
    jnz 3b
4:  cli
    hlt
    jmp 4b

control:
    movb (%di), %al
    incw %di
    testb %al, %al
    jz 1f
    outb %al, $CONTROL_PORT
    jmp control
1:  ret

drive:
    .byte 0
    .balign 4
packet:
    .byte 16, 0
packet_sectors:
    .word LOADER_SECTORS - 1
packet_address:
    .word LOAD_ADDRESS + 512, 0
packet_lba:
    .long 1, 0

fail_prefix:    .asciz "guestpipe panic "
no_extensions:  .asciz "boot: the BIOS cannot read disks by sector number"
no_read:        .asciz "boot: the disk cannot be read"
shutdown:       .asciz "Shutdown"

    /* The signature of the disk, and one active partition that covers it: some BIOSes boot nothing else. */
    .org 440
    .long 0x54534547
    .word 0
    .byte 0x80, 0, 2, 0, 0xda, 0xfe, 0xff, 0xff
    .long 1, LOADER_SECTORS - 1 + KERNEL_SECTORS
    .org 510
    .word 0xaa55

/* From here on: sector 1 and after. */
loader:
    call memory_map
    call check_memory
    call enable_a20
    call load_kernel

    cli
    lgdtl descriptors_at
    movl %cr0, %eax
    orb $1, %al
    movl %eax, %cr0
    ljmpl $CODE32, $enter_kernel

    .code32
enter_kernel:
    movw $DATA32, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %fs
    movw %ax, %gs
    movw %ax, %ss
    movl $LOAD_ADDRESS, %esp
    movl $MULTIBOOT2_LOADER_MAGIC, %eax
    movl $INFORMATION, %ebx
    movl $KERNEL_ADDRESS, %ecx
    jmp *%ecx
    .code16

/* Write the Multiboot2 information: the memory map of INT 15h E820 and the end tag. */
memory_map:
    movl $INFORMATION_ENTRIES, %edi
    xorl %ebx, %ebx
1:  movl $0xe820, %eax
    movl $0x534d4150, %edx
    movl $20, %ecx
    int $0x15
    jc 2f
    cmpl $0x534d4150, %eax
    jne 2f
    movl $0, 20(%di)
    addw $MAP_ENTRY_BYTES, %di
    movw $too_long, %si
    cmpw $INFORMATION_ENTRIES + MAP_ENTRY_BYTES * MAP_ENTRIES_MAX, %di
    ja fail
    testl %ebx, %ebx
    jnz 1b
2:  movw $no_map, %si
    movl %edi, %eax
    subl $INFORMATION_MAP, %eax
    cmpl $16, %eax
    je fail

    movl $MULTIBOOT2_TAG_MEMORY_MAP, INFORMATION_MAP
    movl %eax, INFORMATION_MAP + 4
    movl $MAP_ENTRY_BYTES, INFORMATION_MAP + 8
    movl $0, INFORMATION_MAP + 12
    movl $0, (%di)
    movl $8, 4(%di)
    addl $16, %eax
    movl %eax, INFORMATION
    movl $0, INFORMATION + 4
    ret

/* The kernel has to fit one usable range. */
check_memory:
    movw $INFORMATION_ENTRIES, %di
1:  cmpl $0, (%di)
    je 3f                               /* the end tag; a usable range at 0 is none we look for */
2:  cmpl $1, 16(%di)
    jne 4f
    cmpl $0, 4(%di)
    jne 4f
    movl $KERNEL_ADDRESS, %eax
    subl (%di), %eax                    /* how far in the kernel begins */
    jb 4f
    addl $KERNEL_BYTES, %eax
    cmpl $0, 12(%di)
    jne 5f
    cmpl %eax, 8(%di)
    jae 5f
    jmp 4f
3:  cmpl $8, 4(%di)
    jne 2b
    movw $no_memory, %si
    jmp fail
4:  addw $MAP_ENTRY_BYTES, %di
    jmp 1b
5:  ret

/* Address line 20, without which every other megabyte is the one below it. */
enable_a20:
    call a20_is_on
    jne 1f
    movw $0x2401, %ax                   /* ask the BIOS */
    int $0x15
    call a20_is_on
    jne 1f
    inb $0x92, %al                      /* then the chipset */
    orb $2, %al
    andb $0xfe, %al                     /* bit 0 would reset the machine */
    outb %al, $0x92
    call a20_is_on
    jne 1f
    movw $no_a20, %si
    jmp fail
1:  ret

/* Not equal: on. Compares the boot signature with what stands 1 MiB above it, before and after a change. */
a20_is_on:
    movw $0xffff, %ax
    movw %ax, %fs
    movw LOAD_ADDRESS + 510, %ax
    cmpw %fs:LOAD_ADDRESS + 510 + 16, %ax
    jne 1f
    notw LOAD_ADDRESS + 510
    movw LOAD_ADDRESS + 510, %ax
    cmpw %fs:LOAD_ADDRESS + 510 + 16, %ax
    pushf
    notw LOAD_ADDRESS + 510
    popf
1:  ret

/* Read the kernel piece by piece to low memory, and copy each to its place. */
load_kernel:
    movw $0, packet_address
    movw $BUFFER >> 4, packet_address + 2
    movl $LOADER_SECTORS, packet_lba
1:  movl remaining, %eax
    testl %eax, %eax
    jz 3f
    cmpl $BUFFER_SECTORS, %eax
    jbe 2f
    movl $BUFFER_SECTORS, %eax
2:  movw %ax, packet_sectors
    call read_disk
    call copy_up
    movzwl packet_sectors, %eax         /* some BIOSes write here what they read: all, as there was no error */
    addl %eax, packet_lba
    subl %eax, remaining
    jmp 1b
3:  ret

/* Copy `packet_sectors` sectors to `destination` and move that on; protected mode, because the BIOS is left real mode. */
copy_up:
    cli
    lgdtl descriptors_at
    movl %cr0, %eax
    orb $1, %al
    movl %eax, %cr0
    ljmpl $CODE32, $1f
    .code32
1:  movw $DATA32, %ax
    movw %ax, %ds
    movw %ax, %es
    movl $BUFFER, %esi
    movl destination, %edi
    movzwl packet_sectors, %ecx
    shll $7, %ecx
    rep movsl
    movl %edi, destination
    movw $DATA16, %ax                   /* real mode goes on with the limits that are loaded: 64 KiB */
    movw %ax, %ds
    movw %ax, %es
    ljmp $CODE16, $2f
    .code16
2:  movl %cr0, %eax
    andb $0xfe, %al
    movl %eax, %cr0
    ljmp $0, $3f
3:  xorw %ax, %ax
    movw %ax, %ds
    movw %ax, %es
    sti
    ret

    .balign 4
destination:    .long KERNEL_ADDRESS
remaining:      .long KERNEL_SECTORS

    .balign 8
descriptors:
    .quad 0
    .quad 0x00cf9b000000ffff            /* CODE32: flat */
    .quad 0x00cf93000000ffff            /* DATA32: flat */
    .quad 0x00009b000000ffff            /* CODE16: the first 64 KiB */
    .quad 0x000093000000ffff            /* DATA16: the same */
descriptors_at:
    .word . - descriptors - 1
    .long descriptors

too_long:       .asciz "boot: the BIOS's memory map has too many entries"
no_map:         .asciz "boot: the BIOS has no memory map"
no_memory:      .asciz "boot: the machine has too little memory for the image"
no_a20:         .asciz "boot: the A20 line cannot be enabled"

    .org LOADER_SECTORS * 512
