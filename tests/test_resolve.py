"""Roles are bound, inputs found, and combinations that cannot be are refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from guestpipe.errors import DeclarationError, GuestpipeError
from guestpipe.parse import read_guest
from guestpipe.plan.settings import command_line, refuse_unread
from guestpipe.resolve.catalogue import read
from guestpipe.resolve.resolution import Resolution, resolve
from worlds import GUEST, RECIPES, write_guest, write_recipes


def resolution(tmp_path: Path, text: str = GUEST, **more: str) -> Resolution:
    catalogue = read([write_recipes(tmp_path / "recipes", {**RECIPES, **more})])
    return resolve(read_guest(write_guest(tmp_path / "guest", text)), catalogue)


def complaint(tmp_path: Path, text: str = GUEST, **more: str) -> GuestpipeError:
    with pytest.raises(DeclarationError) as caught:
        found = resolution(tmp_path, text, **more)
        refuse_unread(found.guest, [bound.entry for bound in found.bound])
    return caught.value


def test_a_guest_binds_every_role_and_inputs_come_first(tmp_path: Path) -> None:
    bound = resolution(tmp_path).bound
    names = [b.entry.name for b in bound]
    assert names.index("libc-newlib") < names.index("program-c") < names.index("link") < names.index("guest")
    link = next(b for b in bound if b.entry.name == "link")
    assert ("kernel", "kernel-geekos") in link.inputs
    assert "runtime" not in dict(link.inputs)


def test_each_format_of_the_guest_is_an_input_of_its_own(tmp_path: Path) -> None:
    found = resolution(tmp_path, GUEST + '[target]\nformats = ["elf", "raw"]\n')
    top = next(b for b in found.bound if b.entry.name == "guest")
    assert top.inputs == (("image-elf", "image-elf"), ("image-raw", "image-raw"), ("tools", "toolchain"))


def test_the_headers_of_a_libc_are_a_recipe_of_their_own_or_the_libc_itself(tmp_path: Path) -> None:
    program = RECIPES["program-c"].replace('inputs = ["libc"]', 'inputs = ["libc-headers"]')
    headers = 'summary = "h"\ntools = "toolchain"\nprovides = "libc-headers"\nvariant = "newlib"\n'
    itself = resolution(tmp_path, **{"program-c": program})
    split = resolution(tmp_path, **{"program-c": program, "headers-of-newlib": headers})
    assert [
        dict(next(b for b in found.bound if b.entry.name == "program-c").inputs)["libc-headers"]
        for found in (itself, split)
    ] == ["libc-newlib", "headers-of-newlib"]


FILES = GUEST + '[program.files]\n"/data" = "data"\n'


def test_files_of_a_guest_are_packed_for_stubs_that_have_files(tmp_path: Path) -> None:
    found = resolution(tmp_path, FILES + '[libc]\nstubs = "posix"\n')
    assert dict(next(b for b in found.bound if b.entry.name == "link").inputs)["files"] == "boot-files"
    assert "boot-files" not in {b.entry.name for b in resolution(tmp_path).bound}


def test_files_of_a_guest_whose_stubs_have_none_are_refused(tmp_path: Path) -> None:
    error = complaint(tmp_path, FILES)
    assert error.what == "the stubs `minimal` have no files, so the program would never find those of `program.files`"
    assert error.where == "guest.toml: program.files"
    assert error.hint == "set `[libc] stubs`; stubs with files: `posix`"


def test_only_what_is_needed_is_resolved(tmp_path: Path) -> None:
    assert "image-raw" not in {b.entry.name for b in resolution(tmp_path).bound}


def test_an_unknown_variant_names_those_there_are(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST + '[kernel]\nvariant = "geckos"\n')
    assert error.what == "no recipe provides the kernel `geckos`"
    assert error.hint == "did you mean `geekos`?"


def test_an_unknown_input_is_refused_where_it_stands(tmp_path: Path) -> None:
    error = complaint(tmp_path, link='summary = "l"\ntools = "toolchain"\ninputs = ["libc", "kernel-geckos"]\n')
    assert error.what == "`link` needs `kernel-geckos`, which is not in recipes/"
    assert error.hint == "did you mean `kernel-geekos`?"
    assert (error.where or "").endswith("link/recipe.toml: inputs[1]")


def test_a_ring_of_recipes_is_named_whole(tmp_path: Path) -> None:
    error = complaint(
        tmp_path,
        one='summary = "1"\ntools = "toolchain"\ninputs = ["two"]\n',
        two='summary = "2"\ntools = "toolchain"\ninputs = ["three"]\n',
        three='summary = "3"\ntools = "toolchain"\ninputs = ["one"]\n',
        link='summary = "l"\ntools = "toolchain"\ninputs = ["one"]\n',
    )
    assert "in a ring" in error.what
    assert all(f"`{name}`" in error.what for name in ("one", "two", "three"))
    assert "`link`" not in error.what


def test_a_recipe_without_a_script_is_refused(tmp_path: Path) -> None:
    folder = write_recipes(tmp_path / "recipes")
    (folder / "link" / "build.sh").unlink()
    with pytest.raises(DeclarationError, match="`link` has no script"):
        read([folder])


def test_tools_must_be_a_recipe_of_tools(tmp_path: Path) -> None:
    assert "not of kind `tools`" in complaint(tmp_path, link='summary = "l"\ntools = "libc-newlib"\n').what
    assert "not in recipes/" in complaint(tmp_path, link='summary = "l"\ntools = "tolchain"\n').what


def test_a_threaded_runtime_on_one_processor_is_refused(tmp_path: Path) -> None:
    runtime = 'summary = "r"\ntools = "toolchain"\nprovides = "runtime"\nvariant = "ghc-threaded"\n'
    error = complaint(tmp_path, GUEST + '[runtime]\nname = "ghc"\nthreaded = true\n', **{"runtime-ghc": runtime})
    assert "threaded runtime cannot run on the kernel `geekos`" in error.what
    assert error.where == "guest.toml: runtime.threaded"


def test_more_processors_than_the_kernel_uses_are_refused(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST + "[target]\ncpus = 2\n")
    assert error.what == "the kernel `geekos` uses 1 processor, and the guest asks for 2"


def test_two_recipes_for_one_role_are_refused(tmp_path: Path) -> None:
    other = 'summary = "k"\ntools = "toolchain"\nprovides = "kernel"\nvariant = "geekos"\n[offers]\ncpus = 1\n'
    assert "both provide the kernel `geekos`" in complaint(tmp_path, **{"kernel-other": other}).what


def test_a_nearer_folder_of_recipes_wins(tmp_path: Path) -> None:
    ours = write_recipes(tmp_path / "ours")
    mine = write_recipes(tmp_path / "mine", {"link": 'summary = "mine"\ntools = "toolchain"\n'})
    assert read([mine, ours])["link"].recipe.summary == "mine"


def test_members_of_a_family_share_a_script_and_add_inputs_and_environment(tmp_path: Path) -> None:
    family = (
        'summary = "f"\ntools = "toolchain"\ninputs = ["libc"]\n[environment]\na = "1"\n'
        '[family.x]\ninputs = ["kernel"]\n[family.y.environment]\na = "2"\n'
    )
    catalogue = read([write_recipes(tmp_path / "recipes", {"f": family})])
    assert sorted(catalogue) == ["f-x", "f-y"]
    assert catalogue["f-x"].recipe.inputs == ("libc", "kernel")
    assert catalogue["f-y"].recipe.environment == {"a": "2"}
    assert catalogue["f-x"].folder == catalogue["f-y"].folder


def test_a_key_that_no_recipe_reads_is_refused(tmp_path: Path) -> None:
    text = GUEST + 'include = ["include"]\n'
    assert "`program.include` means nothing to this guest" in complaint(tmp_path, text).what


def test_a_source_that_no_recipe_has_is_refused(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST + '[source.newlip]\npath = "n"\n')
    assert "no recipe of this guest has a source `newlip`" in error.what
    assert error.hint == "did you mean `newlib`?"


def test_the_command_line_quotes_what_is_not_a_plain_word() -> None:
    line = command_line("x", ["a b", 'say "hi"', "tab\there", "", "--"], {"GREETING": "hello there"})
    assert line == 'name=x "env.GREETING=hello there" -- "a b" "say \\"hi\\"" "tab\\x09here" "" --'


def test_processors_and_ticks_are_on_the_command_line_where_they_differ_from_what_kernels_do_untold() -> None:
    assert command_line("x", [], {"A": "b"}, {"sched-hz": 10, "cpus": 2}) == "name=x cpus=2 sched-hz=10 env.A=b --"


def test_ticks_are_refused_on_a_kernel_that_has_its_own(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST + "[kernel]\nsched-hz = 10\n")
    assert error.what == "the kernel `geekos` has ticks of its own, and the guest asks for others"
    assert error.where == "guest.toml: kernel.sched-hz"
