mkdir "$out/lib"
cp "$in"/perturbation-time/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1 "$out/lib/time.so"
gcc -shared -fPIC -O2 -Wall -Werror -ffile-prefix-map="$recipe"=/perturbation -o "$out/lib/order.so" "$recipe/order.c"
