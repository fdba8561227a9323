# From what GHC says to one error for people: the first one, with the place and the first line of the reason. `modules` is a
# file that says which package has which module.
#   Main.hs:4:8: error:
#       Could not find module `Data.Map'
#   Main.hs:4:8: error: parse error on input `='
#   splice-server: /build/twins/C.o: unknown symbol `twice'

function say(key, text) {
    print "guestpipe-error: " key ": " text
}

function package_of(module,    line, parts, found) {
    while (found == "" && (getline line < modules) > 0) {
        split(line, parts, " ")
        if (parts[1] == module)
            found = parts[2]
    }
    close(modules)
    return found
}

function quoted(text) {
    sub(/^[^`]*`/, "", text)
    sub(/'.*/, "", text)
    return text
}

/: unknown symbol `/ && symbol == "" {
    symbol = quoted($0)
}

/^[^ :]+:[0-9(][^ ]*: error:/ && place == "" {
    place = $0
    sub(/: error:.*/, "", place)
    reason = $0
    sub(/^[^ ]* error: */, "", reason)
    sub(/^\[[^]]*\] */, "", reason)
    next
}

place != "" && reason == "" && /[^ ]/ {
    reason = $0
    sub(/^ *(\* )?/, "", reason)
}

/^[^ ]/ && !/^\[/ && first == "" {
    first = $0
    sub(/^ghc: /, "", first)
}

END {
    file = place
    sub(/:.*/, "", file)
    if (symbol != "") {
        say("what", "a splice calls the C function `" symbol "`, which is not there when the program is compiled")
        say("where", place == "" ? "guest.toml: program.sources" : place)
        say("hint", "splices run on the build machine, without the C of the program: call it when the guest runs")
        exit
    }
    if (place == "") {
        say("what", "the program does not compile: " first)
        say("where", "program-haskell")
        say("hint", "what GHC said is in the log above")
        exit
    }
    say("what", "`" file "` does not compile: " reason)
    say("where", place)
    if (!match(reason, /^Could not (find|load) module/))
        say("hint", "what GHC said is in the log above")
    else if ((package = package_of(quoted(reason))) != "")
        say("hint", "the package `" package "` has it: add it to `program.packages`")
    else
        say("hint", "add its source to `program.sources` and the folder of it to `program.include`, or its package to `program.packages`")
}
