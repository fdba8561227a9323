# The order of code, of the map of a link (`ld -Map`): no function that fits in a page lies across two. An emulator jumps
# from block to block without a look at its tables only within a page; and where a page ends would otherwise change with
# every function before it, and the time of a program with it.
#
# First fit, as the code comes, into the last pages that still have room.

BEGIN {
    PAGE_BYTES = 4096
    OPEN = 32
}

function number(hex,    i, value) {
    for (i = 3; i <= length(hex); i++)
        value = 16 * value + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value + 0
}

# At least what was asked for, which a map does not tell: as far as the address happens to be.
function alignment(address,    step) {
    for (step = 1; step < 64 && address % (2 * step) == 0; step *= 2)
        ;
    return step
}

function rounded(at, step) {
    return at + (step - at % step) % step
}

# Sections of one name in one file are one to ld's patterns.
function found(pattern, address, bytes,    step) {
    step = alignment(address)
    if (!(pattern in size))
        patterns[++count] = pattern
    size[pattern] = rounded(size[pattern], step) + bytes
    if (step > steps[pattern])
        steps[pattern] = step
}

function place(pattern,    page, at) {
    for (page = pages < OPEN ? 1 : pages - OPEN + 1; page <= pages; page++)
        if (rounded(used[page], steps[pattern]) + size[pattern] <= PAGE_BYTES)
            break
    if (page > pages)
        page = ++pages
    lines[page] = lines[page] "        " pattern "\n"
    at = rounded(used[page], steps[pattern]) + size[pattern]
    while (at > PAGE_BYTES) { # longer than a page: what is left of its last page is free
        used[page] = PAGE_BYTES
        at -= PAGE_BYTES
        page = ++pages
        is_continued[page] = 1
    }
    used[page] = at
}

# A name that is too long has a line of its own.
/^ \.text[^ ]*$/ { name = $1; next }
/^ \.text[^ ]* +0x/ { name = $1; sub(/^ [^ ]+/, "") }
is_code && name == ".text.kernel_entry" { entry_bytes = number($2) }
is_code && name != "" && name != ".text.kernel_entry" && number($2) > 0 {
    file = $3
    sub(/\(/, ":", file)
    sub(/\)$/, "", file)
    found(file "(" name ")", number($1), number($2))
}
{ name = "" }
/^\.text / { is_code = 1 }
/^\.note / { is_code = 0 }

END {
    is_continued[++pages] = 1
    used[pages] = entry_bytes
    for (i = 1; i <= count; i++)
        place(patterns[i])
    for (page = 1; page <= pages; page++)
        printf "%s%s", is_continued[page] ? "" : "        . = ALIGN(" PAGE_BYTES ");\n", lines[page]
}
