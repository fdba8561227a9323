#!/bin/sh
# GHC as Cabal calls it, for a package whose recipe has a list `batches`: with the processes of that list it keeps two
# processors busy. `ghc --make -j2` would, too, but then names in objects depend on which module was first; a process that
# compiles always the same modules gives always the same bytes. A line of the list is one process: with `--make`, modules
# and all that they import; with `-c`, these modules in this order. Lines run at once, and an empty one waits for those
# before it. Cabal's own call comes last: it finds up to date what is compiled, and compiles the rest.
set -eu
ghc=/in/ghc-target/bin/guest-ghc
case " $* " in
*" --make "*) ;;
*) exec "$ghc" "$@" ;;
esac

options=
for word; do
    case $word in
    --make | [A-Z]*) ;; # a module
    *) options="$options $word" ;;
    esac
done

refuse() {
    echo "guestpipe-error: what: $1" >&2
    echo "guestpipe-error: where: \`batches\` of the recipe" >&2
    echo "guestpipe-error: hint: $2" >&2
    exit 1
}

source_of() {
    file=$(printf %s "$1" | tr . /).hs
    for option in $options; do
        case $option in
        -i.) place= ;;
        -i?*) place=${option#-i}/ ;;
        *) continue ;;
        esac
        [ ! -f "$place$file" ] || { echo "$place$file" && return; }
    done
    refuse "\`$1\` is on the list, but the package has no such module" "compare the list with the sources of the package"
}

# shellcheck disable=SC2086 # words
begin() {
    mode=$1 what=
    shift
    case $mode in
    --make) what="-Wno-missing-home-modules $*" ;;
    -c)
        for module; do
            what="$what $(source_of "$module")"
            echo "Compiling $module (a batch)" # as `--make` says it
        done
        ;;
    *) refuse "a line begins with \`$mode\`" "it begins with \`--make\` or \`-c\`" ;;
    esac
    "$ghc" "$mode" $options $what &
    running="$running $!"
}

finish() {
    for process in $running; do
        wait "$process"
    done
    running=
}

running=
# A line that ends in a backslash goes on.
# shellcheck disable=SC2162
while read line || [ "$line" ]; do
    case $line in
    '#'*) ;;
    '') finish ;;
    # shellcheck disable=SC2086
    *) begin $line ;;
    esac
done </recipe/batches
finish
exec "$ghc" "$@"
