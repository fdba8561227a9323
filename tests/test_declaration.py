"""What guest.toml may say, and what is said back when it says something else."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from guestpipe.cli.init import declaration
from guestpipe.errors import DeclarationError, GuestpipeError, MissingFileError
from guestpipe.model.guest import Guest, memory_bytes
from guestpipe.parse import read_guest
from worlds import GUEST


def complaint(tmp_path: Path, text: str) -> GuestpipeError:
    file = tmp_path / "guest.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GuestpipeError) as caught:
        read_guest(file)
    return caught.value


def test_a_minimal_guest_gets_the_defaults_that_the_documentation_gives(tmp_path: Path) -> None:
    (tmp_path / "guest.toml").write_text(GUEST)
    guest = read_guest(tmp_path / "guest.toml")
    assert (guest.kernel.variant, guest.libc.name, guest.libc.stubs) == ("geekos", "newlib", "minimal")
    assert (guest.target.vmm, guest.target.machine, guest.target.cpus) == ("qemu", "microvm", 1)
    assert guest.target.formats == ("elf",)


def test_malformed_toml_is_refused_with_line_and_column(tmp_path: Path) -> None:
    error = complaint(tmp_path, 'spec = "1"\nname = \n')
    assert isinstance(error, DeclarationError)
    assert "is not TOML" in error.what
    assert error.where == f"{tmp_path}/guest.toml:2:7"


@pytest.mark.parametrize(
    ("content", "what", "place"),
    [
        (b"\xff\xfes\x00", "`guest.toml` cannot be read: it is UTF-16", ""),
        (b'spec = "1"\n# caf\xe9\n', "`guest.toml` cannot be read: it is not UTF-8", ":2"),
        (b'spec = "1"\nname = "\x00"\n', "`guest.toml` is not TOML: it has a control character, U+0000", ":2"),
        (b"x = " + b"[" * 1000, "`guest.toml` is not TOML: TOML value nested more than 100 levels deep", ":1:"),
    ],
    ids=["utf-16", "latin-1", "nul", "deep"],
)
def test_what_no_toml_is_is_told_in_words_of_files(tmp_path: Path, content: bytes, what: str, place: str) -> None:
    (tmp_path / "guest.toml").write_bytes(content)
    with pytest.raises(GuestpipeError) as caught:
        read_guest(tmp_path / "guest.toml")
    assert caught.value.what == what
    assert (caught.value.where or "").startswith(f"{tmp_path}/guest.toml{place}")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_mark_of_encoding_and_other_ends_of_lines_are_taken(tmp_path: Path, ending: str) -> None:
    (tmp_path / "guest.toml").write_bytes(b"\xef\xbb\xbf" + GUEST.replace("\n", ending).encode())
    (tmp_path / "plain.toml").write_text(GUEST)
    assert read_guest(tmp_path / "guest.toml") == read_guest(tmp_path / "plain.toml")


def test_a_key_given_twice_is_refused_with_its_second_line(tmp_path: Path) -> None:
    error = complaint(tmp_path, 'name = "a"\nspec = "1"\nname = "b"\n')
    assert error.exit_code == 65
    assert "name" in error.what
    assert (error.where or "").startswith(f"{tmp_path}/guest.toml:3")


def test_an_unknown_key_is_refused_with_what_it_may_have_meant(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST + "[target]\nmashine = 'q35'\n")
    assert error.what == "unknown key `mashine`"
    assert error.hint == "did you mean `machine`?"
    assert error.where == f"{tmp_path}/guest.toml:8: target.mashine"


def test_a_wrong_type_is_refused_with_what_was_given(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST + "[target]\ncpus = 'two'\n")
    assert "`target.cpus` should be a valid integer" in error.what
    assert "not `two`" in error.what


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('sources = "a.c"', "`program.sources` should be a list, not `a.c`"),
        ("cmd = [1]", "`program.cmd[0]` should be text, not `1`"),
        ('cmd = ["a\\u0000b"]', "`program.cmd[0]` should be text without a zero byte"),
        ('env = "A"', "`program.env` should be a table, not `A`"),
        ('env = { "A=B" = "" }', "should be letters, digits and `_`, and begin with no digit, not `A=B`"),
    ],
)
def test_what_a_key_takes_is_said_in_words_of_toml(line: str, says: str, tmp_path: Path) -> None:
    table = 'name = "a"\n[program]\nlanguage = "c"\n' + ("" if "sources" in line else 'sources = ["a.c"]\n')
    assert says in complaint(tmp_path, f"{table}{line}\n").what


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST + "[target]\ncpus = 0\nmemory = '12 apples'\n")
    assert "2 mistakes" in error.what
    assert any("target.cpus" in line for line in error.detail)
    assert any("target.memory" in line for line in error.detail)


def test_a_missing_file_is_named_and_the_way_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError) as caught:
        read_guest(tmp_path / "guest.toml")
    assert "guestpipe init" in (caught.value.hint or "")
    assert caught.value.exit_code == 66


@pytest.mark.parametrize("path", ["../main.c", "/etc/passwd", "a/../../b.c"])
def test_a_source_path_that_leaves_the_project_is_refused(tmp_path: Path, path: str) -> None:
    error = complaint(tmp_path, GUEST.replace("main.c", path))
    assert "must stay in the folder" in error.what


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("data", "must be an absolute path in the guest"),
        ("/a/../b", "must be a plain path"),
        ("/a//b", "must be a plain path"),
        ("/" + "n" * 256, "must be a plain path"),
        ("/dev/disk", "`/dev` is the guest's own"),
    ],
)
def test_a_place_of_files_that_cannot_be_is_refused(tmp_path: Path, place: str, says: str) -> None:
    assert says in complaint(tmp_path, f'{GUEST}[program.files]\n"{place}" = "data"\n').what


def test_files_that_are_not_in_the_project_are_refused(tmp_path: Path) -> None:
    assert "must stay in the folder" in complaint(tmp_path, f'{GUEST}[program.files]\n"/data" = "../data"\n').what


def test_a_name_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    error = complaint(tmp_path, GUEST.replace('"sample"', '"Sample Guest"'))
    assert error.what == (
        "`name` should be small letters, digits, `+`, `.` and `-`, and begin with a letter or digit, not `Sample Guest`"
    )


def test_a_raw_disk_cannot_come_first_on_a_machine_without_bios(tmp_path: Path) -> None:
    assert "microvm" in complaint(tmp_path, GUEST + "[target]\nformats = ['raw']\n").what


def test_an_override_needs_a_path_or_a_url_with_its_digest(tmp_path: Path) -> None:
    assert "needs `sha256`" in complaint(tmp_path, GUEST + "[source.newlib]\nurl = 'file:///n'\n").what
    assert "path" in complaint(tmp_path, GUEST + "[source.newlib]\n").what


@given(st.integers(1, 10**6), st.sampled_from(["", "K", "M", "G", "Ki", "Mi", "Gi"]))
def test_memory_is_a_number_and_a_unit(number: int, unit: str) -> None:
    factor = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}[unit]
    assert memory_bytes(f"{number}{unit}") == number * factor


@given(st.text(max_size=6))
def test_any_other_text_is_no_memory(text: str) -> None:
    import re

    if re.fullmatch(r"[0-9]+([KMG]i?)?", text, re.ASCII) is None:
        with pytest.raises(ValueError, match="must be a number"):
            memory_bytes(text)


@pytest.mark.parametrize("language", ["c", "haskell"])
def test_the_json_schema_accepts_what_init_writes_and_refuses_what_we_refuse(language: str) -> None:
    schema = json.loads(json.dumps(Guest.model_json_schema(by_alias=True)))
    good = tomlkit.parse(declaration("sample", language)).unwrap()
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, "mistake": 1}, schema)
