# The names of Haskell's code as people write them: `base_GHCziBase_map_info` is `base:GHC.Base.map`. GHC's encoding (its
# module GHC.Utils.Encoding) has `_` between package, module and name only.

BEGIN {
    n = split("za& zb| zc^ zd$ ze= zg> zh# zi. zl< zm- zn! zp+ zq' zs/ zt* zu_ zv% zzz ZC: ZL( ZM[ ZN] ZR) ZZZ", pairs, " ")
    for (i = 1; i <= n; i++)
        meaning[substr(pairs[i], 1, 2)] = substr(pairs[i], 3)
}

function decoded(word,    text, two) {
    while (match(word, /[zZ]./)) {
        two = substr(word, RSTART, 2)
        if (!(two in meaning))
            return ""
        text = text substr(word, 1, RSTART - 1) meaning[two]
        word = substr(word, RSTART + 2)
    }
    return text word
}

# `symbol` as people write it, or as it is, if it is none of Haskell's code.
function readable(symbol,    part, parts, package, place, name) {
    if (symbol !~ /^([A-Za-z][A-Za-z0-9]*_)?[A-Z][A-Za-z0-9]*_[A-Za-z0-9]+_info$/)
        return symbol
    parts = split(symbol, part, "_")
    place = decoded(part[parts - 2])
    name = decoded(part[parts - 1])
    package = parts == 4 ? decoded(part[1]) : ""
    if (place == "" || name == "")
        return symbol
    return (package == "" ? "" : package ":") place "." name
}
