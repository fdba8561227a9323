# What `nm` lists, with the names of Haskell's code as people write them; names.awk has readable().

$2 ~ /^[tTwW]$/ {
    $3 = readable($3)
}

{ print }
