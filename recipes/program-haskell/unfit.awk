# Options that a guest's program cannot have, by the table `unfit`: PATTERN, GHC'S WORDS, WHY, HINT, with tabs between.
# Input: the table, then lines PLACE, tab, OPTION. GHC'S WORDS are what it fails with if the option stands in a pragma; with
# `-` it ignores the option there without a word.
#   refuse: the first option that is on the table, as an error
#   notes: what GHC ignores in pragmas
#   suspects: what it fails with, for explain.awk: WORDS, PLACE, OPTION, WHY, HINT

BEGIN {
    FS = "\t"
}

FILENAME == table {
    pattern[++rows] = "^(" $1 ")"
    words[rows] = $2
    why[rows] = $3
    hint[rows] = $4
    next
}

{
    for (row = 1; row <= rows && $2 !~ pattern[row]; row++)
        ;
    if (row > rows)
        next
    if (task == "refuse") {
        print "guestpipe-error: what: `" $2 "` " why[row]
        print "guestpipe-error: where: " $1
        print "guestpipe-error: hint: " hint[row]
        exit 1
    }
    if (task == "notes" && words[row] == "-")
        print $1 ": `" $2 "` does nothing in a pragma: " hint[row]
    if (task == "suspects" && words[row] != "-")
        print words[row] "\t" $1 "\t" $2 "\t" why[row] "\t" hint[row]
}
