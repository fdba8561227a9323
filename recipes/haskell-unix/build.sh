package=unix
folder=unix

# The numbers of signals, asked of the guest's headers as ghc-target asks them: compiled for it, run here.
signals() {
    echo '#include <signal.h>'
    echo 'int printf(const char *, ...);'
    echo 'int main(void) {'
    for name in SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGHUP SIGILL SIGINFO SIGINT SIGKILL SIGPIPE SIGPOLL SIGPROF \
        SIGQUIT SIGSEGV SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH \
        SIGXCPU SIGXFSZ SIG_BLOCK SIG_SETMASK SIG_UNBLOCK; do
        printf '#ifndef %s\n#define %s -1\n#endif\n' "$name" "$name"
        printf '    printf("#define CONST_%s %%d\\n", %s);\n' "$name" "$name"
    done
    echo '}'
}

prepare() {
    signals >/build/signals.c
    "$target/bin/hsc2hs-cc" -c /build/signals.c -o /build/signals.o
    "$target/bin/hsc2hs-ld" /build/signals.o -o /build/signals
    { cat "$recipe/config.h" && /build/signals; } >include/HsUnixConfig.h
    install -m 644 "$recipe"/include/*.h include
    sed -i 's/^        execvpe\.h$/        execvpe.h HsUnixConfig.h dlfcn.h semaphore.h/' unix.cabal
    grep -q HsUnixConfig unix.cabal
    rm -f configure
}

. "$in/ghc-package/share/package.sh"
