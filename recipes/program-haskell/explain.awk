# From what GHC says to one error for people: the first one, with the place and the first line of the reason.
#   Main.hs:4:8: error:
#       Could not find module `Data.Map'
#   Main.hs:4:8: error: parse error on input `='

function say(key, text) {
    print "guestpipe-error: " key ": " text
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
    if (place == "") {
        say("what", "the program does not compile: " first)
        say("where", "program-haskell")
        say("hint", "what GHC said is in the log above")
        exit
    }
    say("what", "`" file "` does not compile: " reason)
    say("where", place)
    if (match(reason, /^Could not (find|load) module/))
        say("hint", "add its source to `program.sources` and the folder of it to `program.include`, or its package to `program.packages`")
    else
        say("hint", "what GHC said is in the log above")
}
