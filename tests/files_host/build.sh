# The tier's files for the host with sanitizers; its calls get names of their own, so that the host's are there as well.
set -eu
tier=$1/recipes/stubs-posix
tests=$1/tests/files_host
flags="-D_GNU_SOURCE -std=gnu17 -g -O1 -Wall -Wextra -Werror -Wno-array-parameter -fno-builtin -fno-pie -fsanitize=address,undefined
    -fno-sanitize-recover=all -fsanitize-undefined-trap-on-error"
own="-include $tests/signals.h -I$1/recipes/kernel-interface/include -I$1/recipes/stubs-minimal/internal -iquote $tier/core -iquote $tests"
calls="access chdir chmod close closedir dup dup2 dup3 faccessat fchdir fchmodat fcntl fstat fstatat ftruncate getcwd link
    linkat lseek mkdir mkdirat mkfifo mkfifoat mknodat open openat opendir pread pwrite read readdir readlink readlinkat
    realpath renameat rmdir symlink symlinkat truncate unlink unlinkat utimensat write"
core="boot_files console_file content descriptors device_file directory flocks node open_files packed_files page_pool path pipes
    regular_file streams transfers tree"

for call in $calls; do
    gcc $flags -I"$tests/include" $own -c "$tier/stubs/$call.c" -o "call-$call.o"
    echo "$call guest_$call"
done >names
for file in $core; do
    gcc $flags -I"$tests/include" $own -c "$tier/core/$file.c" -o "core-$file.o"
done
gcc $flags -I"$tests/include" $own -c "$tests/tier_folders.c"
for file in call-*.o core-*.o; do
    objcopy --redefine-syms=names "$file"
done
for file in kernel host_folders "$2"; do
    gcc $flags $own -c "$tests/$file.c"
done
gcc $flags -static-libasan -no-pie -o "$2" ./*.o
