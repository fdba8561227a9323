"""What program-c, link and libc-newlib say when something is wrong with the guest's sources."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from guestpipe.process import loaded
from libc_world import CHECKOUT, Guestpipe, complaint, made

MAIN = "int main(void) { return 0; }\n"


def refused(guestpipe: Guestpipe, guest: Path) -> str:
    ran = guestpipe("realize", guest)
    assert ran.returncode == 100, ran.stdout + ran.stderr
    return complaint(ran)


def test_an_error_of_the_compiler_names_the_users_own_path(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"src/main.c": "int main(void)\n{\n    return x;\n}\n"}))
    assert "`src/main.c` does not compile" in told
    assert "at src/main.c:3:12" in told
    assert "  | src/main.c:3:12: error: 'x' undeclared" in told
    assert "  |     3 |     return x;\n" in told


def test_its_warnings_are_shown_too(guestpipe: Guestpipe, tmp_path: Path) -> None:
    never_built_before = uuid4()
    body = f"int main(void)\n{{\n    int unused;\n    return 0;\n}}\n// {never_built_before}\n"
    ran = guestpipe("realize", made(tmp_path, {"src/main.c": body}, c_options=["-Wall"]))
    assert "program-c says:\n" in ran.stderr
    assert "  | src/main.c:3:9: warning: unused variable 'unused' [-Wunused-variable]\n" in ran.stderr


def test_a_header_that_newlib_refuses_is_shown_where_the_user_includes_it(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"src/a.c": f"\n#include <dirent.h>\n{MAIN}"}))
    assert '#error "<dirent.h> not supported"' in told
    assert "at src/a.c:2 in <sys/dirent.h>" in told


def test_an_error_of_the_assembler_does_too(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"main.S": "main:\n    nosuch %eax\n"}))
    assert "`main.S` does not compile: no such instruction" in told
    assert "at main.S:2" in told


def test_a_program_without_main_is_told_so(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"a.c": "int start(void) { return 0; }\n"}))
    assert "the program has no function `main`" in told
    assert "program.sources" in told


def test_two_mains_are_both_named(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"a.c": MAIN, "sub/b.c": MAIN}))
    assert "`main` is defined twice" in told
    assert "sub/b.c:1 and a.c:1" in told


def test_an_unresolved_symbol_is_named_with_who_asks_for_it(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"a.c": "int help(void);\nint main(void)\n{\n    return help();\n}\n"}))
    assert "nothing defines `help`" in told
    assert "a.c:4: in function `main`" in told
    assert "no tier of the stubs has it" in told


def test_a_symbol_that_newlib_itself_lacks_is_traced_into_newlib(guestpipe: Guestpipe, tmp_path: Path) -> None:
    program = "#include <stdlib.h>\nint main(void)\n{\n    return (int)arc4random();\n}\n"
    told = refused(guestpipe, made(tmp_path, {"a.c": program}))
    assert "nothing defines `getentropy`" in told
    assert "arc4random.c" in told


def test_a_library_that_was_left_out_is_suggested(guestpipe: Guestpipe, tmp_path: Path) -> None:
    program = "#include <math.h>\nint main(int count, char **words)\n{\n    return (int)sin(count);\n}\n"
    told = refused(guestpipe, made(tmp_path, {"a.c": program}, libraries=[]))
    assert "nothing defines `sin`" in told
    assert "the library `m` has it" in told


def test_a_library_that_does_not_exist_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"a.c": MAIN}, libraries=["pthread"]))
    assert "there is no library `pthread`" in told


def test_a_program_that_redefines_the_kernel_is_told_what(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"a.c": f"int kernel_exit(int x) {{ return x; }}\n{MAIN}"}))
    assert "`kernel_exit` is defined twice" in told
    assert "a.c:1" in told


def test_what_ld_says_otherwise_is_passed_on(guestpipe: Guestpipe, tmp_path: Path) -> None:
    told = refused(guestpipe, made(tmp_path, {"a.c": "_Thread_local int x;\nint main(void) { return x; }\n"}))
    assert "the guest does not link: thread-local variables (_Thread_local) are not supported by these stubs" in told


def test_another_language_among_the_sources_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert "`b.cpp` is not C" in refused(guestpipe, made(tmp_path, {"a.c": MAIN, "b.cpp": ""}))


def test_sources_without_anything_to_compile_are_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert "none of the program's sources" in refused(guestpipe, made(tmp_path, {"a.h": ""}))


def test_odd_file_names_and_options_compile(guestpipe: Guestpipe, tmp_path: Path) -> None:
    main = '#include "-x.h"\nint main(void) { return sizeof TEXT - ODD + zero(); }\n'
    assembly = ".globl zero\nzero: xor %eax, %eax\nret\n"
    files = {"it's a.c": main, "-b.S": assembly, "in clude/-x.h": "int zero(void);\n"}
    guest = made(tmp_path, files, c_options=['-DTEXT="a \\"b"', "-DODD=5"], include=["in clude"])
    ran = guestpipe("run", guest)
    assert ran.returncode == 0, ran.stderr


def test_a_source_of_newlib_that_is_none_is_refused(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"a.c": MAIN})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/README").write_text("not newlib\n")
    guest.write_text(guest.read_text() + '[source.newlib]\npath = "mine"\n')
    assert "newlib/libc/include/stdio.h" in refused(guestpipe, guest)


def test_a_patch_that_does_not_apply_is_named(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"a.c": MAIN, "mine/newlib/libc/include/stdio.h": "\n"}, sources=["a.c"])
    guest.write_text(guest.read_text() + '[source.newlib]\npath = "mine"\n')
    assert "0001-stdio-copy-the-va-list.patch does not apply" in refused(guestpipe, guest)


def test_an_edit_of_the_kernels_header_does_not_build_newlib_again(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = made(tmp_path, {"a.c": MAIN})
    assert guestpipe("realize", guest).returncode == 0
    recipe = tmp_path / "recipes/kernel-interface"
    shutil.copytree(CHECKOUT / "recipes/kernel-interface", recipe)
    header = recipe / "include/guest/kernel.h"
    never_built_before = uuid4()
    header.write_text(f"/* {never_built_before} */\n" + header.read_text(encoding="utf-8"), encoding="utf-8")
    guest.write_text(guest.read_text() + '[recipes]\npath = ["recipes"]\n')
    ran = guestpipe("realize", guest)
    assert ran.returncode == 0, ran.stderr
    assert "built kernel-geekos" in ran.stderr
    assert "building libc-newlib" not in ran.stderr


@pytest.mark.parametrize(
    ("symbol", "hint"),
    [
        ("opendir", "the stubs `posix` have it, this guest has the stubs `minimal`: set `[libc] stubs`"),
        ("fork", "the stubs `minimal posix` have it, this guest has the stubs `minimal`: set `[libc] stubs`"),
        ("nowhere", "no tier of the stubs has it: define it in the program, or do without"),
    ],
)
def test_an_unresolved_symbol_is_looked_up_in_all_tiers(
    symbol: str, hint: str, toolchain_root: Path, tmp_path: Path
) -> None:
    tiers = {"minimal": "close\nfork\n", "posix": "close\nfork\nopendir\n"}
    for tier, symbols in tiers.items():
        (tmp_path / tier).write_text(symbols)
    log = f"ld: /in/program/lib/program.o: in function `main':\n./a.c:7: undefined reference to `{symbol}'\n"
    told = subprocess.run(
        [
            *loaded(str(toolchain_root), "usr/bin/mawk"),
            *("-f", str(CHECKOUT / "recipes/link/names.awk"), "-f", str(CHECKOUT / "recipes/link/explain.awk")),
            *("-v", f"tiers={' '.join(tiers)}"),
            *("-v", f"folder={tmp_path}", "-v", "bound=minimal", "-v", f"libraries={tmp_path / 'none'}"),
        ],
        input=log,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.splitlines() == [
        f"guestpipe-error: what: nothing defines `{symbol}`",
        "guestpipe-error: where: a.c:7: in function `main`",
        f"guestpipe-error: hint: {hint}",
    ]
