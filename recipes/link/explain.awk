# From what ld says to one error for people: the first unresolved or doubly defined symbol, who asks, and which tier has it.
#   ld: file.o: in function `main':
#   src/main.c:5: undefined reference to `fork'

function quoted(line,    parts) {
    # ld quotes `like this'
    split(line, parts, "`")
    sub(/'.*/, "", parts[2])
    return parts[2]
}

function short(place) {
    sub(/^.*ld: /, "", place)
    gsub(/\/in\/[a-z]*\/lib\//, "", place)
    sub(/^(\.\/)+/, "", place)
    return place
}

/: in function `/ {
    inside = quoted($0)
    object = short($0)
    sub(/: in function .*/, "", object)
    next
}

/undefined reference to `/ {
    symbol = quoted($0)
    if (symbol in seen)
        next
    seen[symbol] = 1
    place = short($0)
    sub(/: undefined reference to .*/, "", place)
    # With an object in front it is no function that asks, but data: a pointer to the symbol, say.
    asks = ": in function `" readable(inside) "`"
    if (sub(/^program\.o:/, "", place) || place ~ /\.o\)?:/)
        asks = ""
    sub(/^(\.\/)+/, "", place)
    # `(.text.f+0x12)` where no line is known.
    where[symbol] = (place ~ /^\(/ ? object : place) asks
    order[++count] = symbol
}

/multiple definition of `/ && doubled == "" {
    doubled = quoted($0)
    second = short($0)
    sub(/: multiple definition of .*/, "", second)
    first = short($0)
    sub(/.*; /, "", first)
    sub(/: first defined here.*/, "", first)
    first = short(first)
}

function tiers_with(symbol,    names, n, i, line, found) {
    n = split(tiers, names, " ")
    for (i = 1; i <= n; i++) {
        while ((getline line < (folder "/" names[i])) > 0)
            if (line == symbol)
                found = found (found == "" ? "" : " ") names[i]
        close(folder "/" names[i])
    }
    return found
}

function library_with(symbol,    line, parts, found) {
    while (found == "" && (getline line < libraries) > 0) {
        split(line, parts, " ")
        if (parts[2] == symbol)
            found = parts[1]
    }
    close(libraries)
    return found
}

function say(key, text) {
    print "guestpipe-error: " key ": " text
}

END {
    if (doubled != "") {
        say("what", "`" doubled "` is defined twice")
        say("where", second " and " first)
        say("hint", "rename the program's own `" doubled "`, or make it `static`")
        exit
    }
    if (count == 0)
        exit
    symbol = order[1]
    for (i = 1; i <= count; i++)
        if (order[i] == "main")
            symbol = "main"
    if (symbol == "main") {
        say("what", "the program has no function `main`")
        say("where", "guest.toml: program.sources")
        say("hint", "add the file that defines it to the sources")
        exit
    }
    others = count > 1 ? "; " count - 1 " more unresolved: see the log" : ""
    say("what", "nothing defines `" symbol "`" others)
    say("where", where[symbol])
    library = library_with(symbol)
    has = tiers_with(symbol)
    if (library != "")
        say("hint", "the library `" library "` has it: add it to `program.libraries`")
    else if (has != "")
        say("hint", "the stubs `" has "` have it, this guest has the stubs `" bound "`: set `[libc] stubs`")
    else
        say("hint", "no tier of the stubs has it: define it in the program, or do without")
}
