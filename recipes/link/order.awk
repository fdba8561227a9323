# The order of code, of the map of a link (`ld -Map`) and its jumps (`objdump -d`): no function that fits in a page lies
# across two, functions that jump to each other share one, and a longer function goes over the end of a page where it jumps
# least. An emulator jumps from block to block without a look at its tables only within a page; and where a page ends would
# otherwise change with every function before it, and the time of a program with it.
#
# Functions are grouped as the jumps between them come, while a group fits in a page: first what jumps to and fro, a loop;
# then what has one caller, then two, and so on. Groups go into pages by size, first fit, the biggest first. A pair, one
# of which calls the other from many places, is a group though too long for a page: it begins one, and its caller goes on.

BEGIN {
    PAGE_BYTES = 4096
    STEP_BYTES = 64
    ALIGNMENT = 32
    BACKWARD = 8 # what a jump backwards, a loop, weighs against one that is not
    PAIRED = 24 # from how many places one of a pair calls the other
}

function number(hex,    i, value) {
    sub(/^0x/, "", hex)
    for (i = 1; i <= length(hex); i++)
        value = 16 * value + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value + 0
}

# At least what was asked for, which a map does not tell: as far as the address happens to be.
function alignment(address,    bytes) {
    for (bytes = 1; bytes < ALIGNMENT && address % (2 * bytes) == 0; bytes *= 2)
        ;
    return bytes
}

function rounded(at, bytes) {
    return at + (bytes - at % bytes) % bytes
}

# Sections of one name in one file are one to ld's patterns.
function found(pattern, address, bytes,    id) {
    if (!(pattern in ids)) {
        ids[pattern] = ++count
        patterns[count] = pattern
        group[count] = members[count] = count
    }
    id = ids[pattern]
    if (alignment(address) > steps[id])
        step[id] = steps[id] = alignment(address)
    size[id] = sizes[id] = rounded(sizes[id], alignment(address)) + bytes
    starts[++sections] = address
    ends[sections] = address + bytes
    owner[sections] = id
}

# The section at an address, or 0.
function holder(address,    low, high, middle) {
    low = 1
    high = sections
    while (low < high) {
        middle = int((low + high + 1) / 2)
        if (starts[middle] <= address)
            low = middle
        else
            high = middle - 1
    }
    return starts[low] <= address && address < ends[low] ? low : 0
}

function jumped(address, target,    from, to, here, there) {
    from = holder(address)
    to = holder(target)
    if (!from || !to)
        return
    here = owner[from]
    there = owner[to]
    if (from == to)
        inner[here] = inner[here] " " address - starts[from] " " target - starts[from]
    else if (here != there) {
        if (!((here, there) in is_edge)) {
            is_edge[here, there] = ++edges
            sources[edges] = here
            targets[edges] = there
            callers[there]++
        }
        places[is_edge[here, there]]++
    }
}

# The one that is called is run more often: all of it lies in the page, and what calls it goes over the end.
function pair(caller, called) {
    members[called] = called " " caller
    group[caller] = called
    size[called] = rounded(sizes[called], steps[caller]) + sizes[caller]
    is_paired[caller] = is_paired[called] = 1
}

# Those with most calls first; nothing joins what is longer than a page.
function pair_all(    i, most, with, n, list) {
    for (i = 1; i <= edges; i++) {
        with[places[i]] = with[places[i]] " " i
        if (places[i] > most)
            most = places[i]
    }
    for (; most >= PAIRED; most--) {
        n = split(with[most], list, " ")
        for (i = 1; i <= n; i++)
            if (is_pair(sources[list[i]], targets[list[i]]))
                pair(sources[list[i]], targets[list[i]])
    }
}

function is_pair(one, other) {
    if (is_paired[one] || is_paired[other] || sizes[one] > PAGE_BYTES || sizes[other] > PAGE_BYTES)
        return 0
    return sizes[one] + sizes[other] > PAGE_BYTES
}

function join(one, other,    both, list, n, i, id, bytes) {
    one = group[one]
    other = group[other]
    if (one == other || size[one] + size[other] > PAGE_BYTES)
        return
    both = members[one] " " members[other]
    n = split(both, list, " ")
    for (i = 1; i <= n; i++)
        bytes = rounded(bytes, steps[list[i]]) + sizes[list[i]]
    if (bytes > PAGE_BYTES)
        return
    size[one] = bytes
    members[one] = both
    for (i = 1; i <= n; i++) {
        group[list[i]] = one
        if (steps[list[i]] > step[one])
            step[one] = steps[list[i]]
    }
}

# The program's own jumps first: it is what will run most.
function join_all(    i, calls, most, is_other, with, list, n) {
    for (i = 1; i <= edges; i++) {
        calls = (targets[i], sources[i]) in is_edge ? 0 : callers[targets[i]]
        if (calls > most)
            most = calls
        is_other = patterns[sources[i]] !~ /\/program\.o\(/
        with[is_other, calls] = with[is_other, calls] " " i
    }
    for (is_other = 0; is_other <= 1; is_other++)
        for (calls = 0; calls <= most; calls++) {
            n = split(with[is_other, calls], list, " ")
            for (i = 1; i <= n; i++)
                join(sources[list[i]], targets[list[i]])
        }
}

# Where in a page a function longer than that is to begin; of two that are as good, behind what is in the page already.
function beginning(id, taken,    list, n, i, start, cost, least, best) {
    n = split(inner[id], list, " ")
    least = -1
    for (start = 0; start < PAGE_BYTES; start += STEP_BYTES) {
        cost = 0
        for (i = 1; i < n; i += 2)
            if (int((start + list[i]) / PAGE_BYTES) != int((start + list[i + 1]) / PAGE_BYTES))
                cost += list[i + 1] < list[i] ? BACKWARD : 1
        if (least < 0 || cost < least || cost == least && best < taken && start >= taken) {
            least = cost
            best = start
        }
    }
    return best
}

function lines_of(id,    list, n, i, result) {
    n = split(members[id], list, " ")
    for (i = 1; i <= n; i++)
        result = result "        " patterns[list[i]] "\n"
    return result
}

function place_long(id,    start, left) {
    start = is_paired[id] ? 0 : beginning(id, used[pages])
    if (start < used[pages])
        pages++
    room[pages] = start
    last[pages] = "        . = (. & ~" (PAGE_BYTES - 1) ") + " start ";\n" lines_of(id)
    for (left = size[id] - (PAGE_BYTES - start); left > 0; left -= PAGE_BYTES) {
        is_continued[++pages] = 1
        room[pages] = PAGE_BYTES
        used[pages] = left < PAGE_BYTES ? left : PAGE_BYTES
    }
}

# First fit; pages only get fuller, so where one of some size did not fit, none will.
function place(id,    page) {
    for (page = tried[size[id]] + 1; page <= pages; page++)
        if (rounded(used[page], step[id]) + size[id] <= room[page])
            break
    tried[size[id]] = page - 1
    if (page > pages)
        room[page = ++pages] = PAGE_BYTES
    lines[page] = lines[page] lines_of(id)
    used[page] = rounded(used[page], step[id]) + size[id]
}

# The biggest first: what is small fits into what they leave.
function place_all(    i, bytes, of, list, n) {
    for (i = 1; i <= count; i++)
        if (group[i] == i) {
            if (size[i] > PAGE_BYTES)
                place_long(i)
            else
                of[size[i]] = of[size[i]] " " i
        }
    for (bytes = PAGE_BYTES; bytes > 0; bytes--) {
        n = split(of[bytes], list, " ")
        for (i = 1; i <= n; i++)
            place(list[i])
    }
}

# The map. A name that is too long has a line of its own.
/^ \.text[^ ]*$/ { name = $1; next }
/^ \.text[^ ]* +0x/ { name = $1; sub(/^ [^ ]+/, "") }
is_code && name == ".text.kernel_entry" { entry_bytes = number($2) }
is_code && name != "" && name != ".text.kernel_entry" && $2 != "0x0" {
    file = $3
    sub(/\(/, ":", file)
    sub(/\)$/, "", file)
    found(file "(" name ")", number($1), number($2))
}
{ name = "" }
/^\.text / { is_code = 1 }
/^\.note / { is_code = 0 }

# The jumps.
/^ +[0-9a-f]+:\t(j|call)/ && $3 ~ /^(0x)?[0-9a-f]+$/ { jumped(number(substr($1, 1, length($1) - 1)), number($3)) }

END {
    pair_all()
    join_all()
    is_continued[++pages] = 1
    room[pages] = PAGE_BYTES
    used[pages] = entry_bytes
    place_all()
    for (page = 1; page <= pages; page++)
        printf "%s%s%s", is_continued[page] ? "" : "        . = ALIGN(" PAGE_BYTES ");\n", lines[page], last[page]
}
