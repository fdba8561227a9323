# From what GHC says to one error for people: the first one, with its place, the first line of the reason, and all of the
# message. `modules` is a file that says which package has which module, `suspects` one of options in pragmas that a guest
# cannot have (unfit.awk).
#   Main.hs:4:8: error:
#       Could not find module `Data.Map'
#   Main.hs:4:8: error: parse error on input `='
#   <no location info>: error:
#       module `main:Main' is defined in multiple files: app/Main.hs lib/Main.hs
#   ghc: on the commandline: malformed integer argument in -O2 -Wall
#   ghc: Main.hs:1:16-25: missing argument for flag: -main-is
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

# Says which option of a pragma GHC failed at, if there is one: in the file of its complaint, if that has a place.
function blamed(    line, parts) {
    while ((getline line < suspects) > 0) {
        split(line, parts, "\t")
        if (message !~ parts[1] || (file != "" && file !~ /^</ && index(parts[2], file ":") != 1))
            continue
        if (reason ~ /unknown flag in/ && index(reason " ", " " substr(parts[3], 1, index(parts[3] " ", " ") - 1) " ") == 0)
            continue
        say("what", "`" parts[3] "` " parts[4])
        say("where", parts[2])
        said()
        say("hint", parts[5])
        return 1
    }
    return 0
}

function said(    count, told, i) {
    sub(/\n+$/, "", message)
    count = split(message, told, "\n")
    for (i = 1; i <= count; i++)
        say("said", told[i])
}

function quoted(text) {
    sub(/^[^`]*`/, "", text)
    sub(/'.*/, "", text)
    return text
}

/: unknown symbol `/ && symbol == "" {
    symbol = quoted($0)
}

# What is quoted of a source begins with the number of its line.
/^[^ ].*: warning:/ || /^[0-9]+ \|/ && lines == 0 {
    next
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
    if (place == "" && match(first, /^[^ :]+:[0-9]+:[0-9]+[-0-9]*: /)) {
        place = substr(first, 1, RLENGTH - 2)
        sub(/-[0-9]+$/, "", place)
        reason = substr(first, RLENGTH + 1)
    }
    file = place
    sub(/:.*/, "", file)
    sub(/:$/, "", reason)
    if (symbol != "") {
        say("what", "a splice calls the C function `" symbol "`, which is not there when the program is compiled")
        say("where", place == "" || place ~ /^</ ? "guest.toml: program.sources" : place)
        say("hint", "splices run on the build machine, without the C of the program: call it when the guest runs")
        exit
    }
    if (blamed())
        exit
    missing = place == "" ? first : reason
    if (sub(/^.*missing argument for flag: /, "", missing)) {
        say("what", "`" missing "` lacks its argument")
        say("where", place == "" ? "guest.toml: program.ghc-options" : place)
        say("hint", place == "" ? "give it as the next item of the list" : "give it as the next word")
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
    said()
    if (asked)
        say("hint", "each item of the list is one word for GHC, such as `-O2`; an option's argument is an item of its own where GHC has it so")
    else if (reason ~ /^Ambiguous module name/)
        say("hint", "say which: `import \"PACKAGE\" MODULE` with `{-# LANGUAGE PackageImports #-}`, or take one out of `program.packages`")
    else if (reason ~ /^The main IO action/)
        say("hint", "it is `-main-is` that names it")
    else if (!match(reason, /^Could not (find|load) module/))
        say("hint", "the log has all that GHC said")
    else if ((package = package_of(quoted(reason))) != "" || (package = hidden) != "")
        say("hint", "the package `" package "` has it: add it to `program.packages`")
    else
        say("hint", "add its source to `program.sources` and the folder of it to `program.include`, or its package to `program.packages`")
}
