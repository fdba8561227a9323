gcc -shared -fPIC -std=gnu17 -O2 -Wall -Wextra -Werror -ffile-prefix-map="$recipe"=/bench-plugin -o "$out/count.so" "$recipe/count.c"
