# From what GHC says to one error for people: the first one, with its place, the first line of the reason, and all of the
# message. `modules` is a file that says which package has which module.
#   Main.hs:4:8: error:
#       Could not find module `Data.Map'
#   Main.hs:4:8: error: parse error on input `='
#   <no location info>: error:
#       module `main:Main' is defined in multiple files: app/Main.hs lib/Main.hs
#   ghc: on the commandline: malformed integer argument in -O2 -Wall
#   splice-server: /build/twins/C.o: unknown symbol `twice'

BEGIN {
    most = 20
}

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

/is a member of the hidden package `/ && hidden == "" {
    hidden = quoted($0)
    sub(/-[0-9.]*$/, "", hidden)
}

/^[^ :][^:]*:[0-9(][^ ]*: error:/ && place == "" || /^<no location info>: error:/ && place == "" && first == "" {
    place = $0
    sub(/: error:.*/, "", place)
    reason = $0
    sub(/^.*: error: */, "", reason)
    sub(/^\[[^]]*\] */, "", reason)
    message = $0
    lines = 1
    next
}

lines > 0 && lines < most {
    lines++
    message = message "\n" $0
}

place != "" && reason == "" && /[^ ]/ {
    reason = $0
    sub(/^ *(\* )?/, "", reason)
}

/^[^ ]/ && !/^\[/ && place == "" && first == "" {
    first = $0
    sub(/^ghc: /, "", first)
    message = $0
    lines = 1
}

END {
    file = place
    sub(/:.*/, "", file)
    sub(/:$/, "", reason)
    if (symbol != "") {
        say("what", "a splice calls the C function `" symbol "`, which is not there when the program is compiled")
        say("where", place == "" || place ~ /^</ ? "guest.toml: program.sources" : place)
        say("hint", "splices run on the build machine, without the C of the program: call it when the guest runs")
        exit
    }
    asked = first ~ /command ?line|unrecognised flag|is not a module name|package database/ || reason ~ /^can't find file/
    if (asked) {
        say("what", "GHC does not take the options: " (place == "" ? first : reason))
        say("where", "guest.toml: program.ghc-options")
    } else if (place == "") {
        say("what", "the program does not compile: " first)
        say("where", "guest.toml: program.sources")
    } else if (place ~ /^</) {
        say("what", "the program does not compile: " reason)
        say("where", "guest.toml: program.sources")
    } else {
        say("what", "`" file "` does not compile: " reason)
        say("where", place)
    }
    sub(/\n+$/, "", message)
    count = split(message, told, "\n")
    for (i = 1; i <= count; i++)
        say("said", told[i])
    if (asked)
        say("hint", "each item of the list is one word for GHC, such as `-O2`; an option's argument is an item of its own where GHC has it so")
    else if (reason ~ /^Ambiguous module name/)
        say("hint", "say which: `import \"PACKAGE\" MODULE` with `{-# LANGUAGE PackageImports #-}`, or take one out of `program.packages`")
    else if (!match(reason, /^Could not (find|load) module/))
        say("hint", "the log has all that GHC said")
    else if ((package = package_of(quoted(reason))) != "" || (package = hidden) != "")
        say("hint", "the package `" package "` has it: add it to `program.packages`")
    else
        say("hint", "add its source to `program.sources` and the folder of it to `program.include`, or its package to `program.packages`")
}
