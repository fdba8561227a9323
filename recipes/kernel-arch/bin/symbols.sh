# Turn `nm -n --defined-only IMAGE` (stdin) into the assembly of the image's own symbol table (stdout): its functions by
# ascending address, one name each, a global one if there is one. The format is that of portable/symbols.h.
awk '
    $2 !~ /^[tTwW]$/ || length($1) != 16 || substr($1, 1, 8) != "00000000" { next }
    $3 == "kernel_text_start" || $3 == "kernel_text_end" { next }
    $1 == last { if ($2 ~ /[TW]/ && !global) { name[count] = $3; global = 1 } next }
    { last = $1; address[++count] = substr($1, 9); name[count] = $3; global = $2 ~ /[TW]/ }
    END {
        print "    .section .kernel_symbol_table, \"a\""
        print "    .balign 4"
        print "    .globl kernel_symbol_table"
        print "kernel_symbol_table:"
        print "    .long " count + 0
        for (i = 1; i <= count; i++) print "    .long 0x" address[i]
        for (i = 1; i <= count; i++) print "    .asciz \"" name[i] "\""
        print "    .section .note.GNU-stack, \"\", @progbits"
    }
'
