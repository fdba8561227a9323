"""From `.deb` files to the root of a sandbox: merged /usr, links inside, no special files, nothing nobody reads."""

from __future__ import annotations

import os
import posixpath
import random
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debian_world import deb, member
from guestpipe.errors import DeclarationError, StoreError
from guestpipe.store import unpack
from guestpipe.store.unpack import compose, unpack_deb

TORN = deb([member("./x", random.Random(1).randbytes(5000))])[:-3000]  # noqa: S311  bytes that do not compress


def link(name: str, target: str) -> tuple[tarfile.TarInfo, bytes]:
    return member(name, type=tarfile.SYMTYPE, linkname=target)


def unpacked(folder: Path, *members: tuple[tarfile.TarInfo, bytes], name: str = "p") -> Path:
    file = folder / f"{name}.deb"
    file.write_bytes(deb(members))
    unpack_deb(file, folder / name)
    return folder / name


def tree(root: Path) -> dict[str, str]:
    """Return path → content, link text or folder, of everything under `root`."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = f"-> {os.readlink(path)}"
        elif path.is_dir():
            found[name] = "/"
        else:
            found[name] = path.read_text() + ("*" if path.stat().st_mode & 0o100 else "")
    return found


def test_bin_and_lib_move_into_usr(tmp_path: Path) -> None:
    root = unpacked(
        tmp_path,
        member("./bin/", type=tarfile.DIRTYPE),
        member("./bin/sh", b"shell", mode=0o755),
        member("./lib64/ld.so", b"loader"),
        member("./libexec/x", b"stays"),
    )
    assert tree(root) == {
        "libexec": "/",
        "libexec/x": "stays",
        "usr": "/",
        "usr/bin": "/",
        "usr/bin/sh": "shell*",
        "usr/lib64": "/",
        "usr/lib64/ld.so": "loader",
    }


def test_absolute_links_become_relative_and_keep_their_meaning(tmp_path: Path) -> None:
    root = unpacked(
        tmp_path,
        link("./lib64/ld.so", "/lib/x86_64-linux-gnu/ld.so"),
        link("./usr/lib/libz.so", "/lib/libz.so.1"),
        link("./usr/lib/liby.so", "liby.so.1"),
        link("./bin/up", "../lib/x"),
        link("./usr/share/far", "../../../../../../etc/passwd"),
    )
    assert {name: text for name, text in tree(root).items() if text.startswith("->")} == {
        "usr/lib64/ld.so": "-> ../lib/x86_64-linux-gnu/ld.so",
        "usr/lib/libz.so": "-> libz.so.1",
        "usr/lib/liby.so": "-> liby.so.1",
        "usr/bin/up": "-> ../lib/x",
        "usr/share/far": "-> ../../etc/passwd",
    }


_PART = st.sampled_from(["usr", "lib", "bin", "a", "..", "lib64", "etc"])


@given(
    st.lists(_PART.filter(lambda part: part != ".."), min_size=1, max_size=4),
    st.lists(_PART, min_size=1),
    st.booleans(),
)
def test_no_link_leaves_the_root_and_each_leads_where_it_did(
    place: list[str], target: list[str], absolute: bool
) -> None:
    before = "/" + "/".join([*place, "link"])
    text = ("/" if absolute else "") + "/".join(target)
    meant = unpack._merged(posixpath.normpath(posixpath.join(posixpath.dirname(before), text)))
    path = unpack._merged(before)
    made = unpack._target(path, unpack._absolute(posixpath.dirname(before), text))
    climbed = posixpath.normpath(f"{path.count('/') * 'x/'}{made}")
    assert not made.startswith("/")
    assert not climbed.startswith("..")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(path), made)) == meant


def test_setuid_bits_are_dropped(tmp_path: Path) -> None:
    root = unpacked(tmp_path, member("./usr/bin/su", b"", mode=0o6755))
    assert (root / "usr/bin/su").stat().st_mode & 0o7777 == 0o755


def test_hard_links_stay_one_file(tmp_path: Path) -> None:
    root = unpacked(
        tmp_path,
        member("./usr/bin/perl", b"p"),
        member("./usr/bin/perl5", type=tarfile.LNKTYPE, linkname="./usr/bin/perl"),
    )
    assert (root / "usr/bin/perl5").read_bytes() == b"p"


def test_manuals_go_and_licences_stay(tmp_path: Path) -> None:
    root = unpacked(
        tmp_path,
        member("./usr/share/man/man1/x.1.gz", b"m"),
        member("./usr/share/doc/x/copyright", b"GPL"),
        member("./usr/share/doc/x/changelog.gz", b"c"),
        link("./usr/share/doc/y", "x"),
        member("./etc/init.d/x", b"i"),
        member("./etc/fonts/fonts.conf", b"f"),
        member("./var/lib/x", b"v"),
        member("./var/lib/ghc/package.conf.d/base.conf", b"c"),
    )
    assert [name for name, text in tree(root).items() if text != "/"] == [
        "etc/fonts/fonts.conf",
        "usr/share/doc/x/copyright",
        "usr/share/doc/y",
        "var/lib/ghc/package.conf.d/base.conf",
    ]


def test_names_cannot_leave_the_folder(tmp_path: Path) -> None:
    root = unpacked(tmp_path, member("../../outside", b"x"), member("/absolute", b"y"))
    assert tree(root) == {"absolute": "y", "outside": "x"}


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_a_device_in_a_package_is_refused(tmp_path: Path, kind: bytes) -> None:
    with pytest.raises(StoreError, match="device or pipe at `/dev/x`"):
        unpacked(tmp_path, member("./dev/x", type=kind))


@pytest.mark.parametrize("content", [b"", b"!<arch>\n", b"not a package", TORN])
def test_what_is_no_package_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.deb").write_bytes(content)
    with pytest.raises(StoreError, match=r"`broken.deb` is not a Debian package"):
        unpack_deb(tmp_path / "broken.deb", tmp_path / "into")


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="only dpkg-deb makes and reads packages packed by zstd")
def test_a_package_packed_by_zstd_is_unpacked_with_dpkg(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "DEBIAN").mkdir(parents=True)
    (source / "DEBIAN/control").write_text("Package: z\nVersion: 1\nArchitecture: all\nMaintainer: n\nDescription: d\n")
    (source / "bin").mkdir()
    (source / "bin/z").write_text("z")
    subprocess.run(["dpkg-deb", "-Zzstd", "--build", source, tmp_path / "z.deb"], check=True, capture_output=True)
    unpack_deb(tmp_path / "z.deb", tmp_path / "z")
    assert tree(tmp_path / "z")["usr/bin/z"] == "z"


def test_a_root_is_the_union_of_its_packages_with_links_and_the_usual_names(tmp_path: Path) -> None:
    one = unpacked(tmp_path, member("./bin/dash", b"d", mode=0o755), member("./usr/share/x/one", b"1"), name="one")
    two = unpacked(tmp_path, member("./usr/share/x/two", b"2"), name="two")
    compose([one, two], {"usr/bin/sh": "dash", "/bin/awk": "/usr/bin/mawk"}, tmp_path / "root")
    found = tree(tmp_path / "root")
    assert found["usr/share/x/one"] + found["usr/share/x/two"] == "12"
    assert found["usr/bin/sh"] == "-> dash"
    assert found["usr/bin/awk"] == "-> mawk"
    assert {name: found[name] for name in ("bin", "lib", "lib64", "sbin")} == {
        "bin": "-> usr/bin",
        "lib": "-> usr/lib",
        "lib64": "-> usr/lib64",
        "sbin": "-> usr/sbin",
    }
    assert found["etc/passwd"].splitlines()[1].startswith("guestpipe:x:1000:")


def test_the_files_of_a_root_are_those_of_its_packages_not_copies(tmp_path: Path) -> None:
    one = unpacked(tmp_path, member("./usr/bin/x", b"x"))
    compose([one], {}, tmp_path / "root")
    assert (tmp_path / "root/usr/bin/x").samefile(one / "usr/bin/x")


def test_packages_with_different_files_at_one_place_are_both_named(tmp_path: Path) -> None:
    one = unpacked(tmp_path, member("./usr/bin/x", b"1"), name="one")
    two = unpacked(tmp_path, member("./usr/bin/x", b"2"), name="two")
    with pytest.raises(DeclarationError, match=r"at `/usr/bin/x`: `one` and `two`"):
        compose([one, two], {}, tmp_path / "root")


@pytest.mark.parametrize("other", [link("./usr/bin", "sbin"), member("./usr/bin", b"file")])
def test_a_folder_that_is_something_else_in_another_package_is_a_conflict(
    tmp_path: Path, other: tuple[tarfile.TarInfo, bytes]
) -> None:
    one = unpacked(tmp_path, member("./usr/bin/x", b"1"), name="one")
    two = unpacked(tmp_path, other, name="two")
    for number, order in enumerate(([one, two], [two, one])):
        with pytest.raises(DeclarationError, match="at `/usr/bin`"):
            compose(order, {}, tmp_path / f"root{number}")


def test_packages_may_share_a_file(tmp_path: Path) -> None:
    one = unpacked(tmp_path, member("./usr/bin/x", b"1"), link("./usr/l", "x"), name="one")
    two = unpacked(tmp_path, member("./usr/bin/x", b"1"), link("./usr/l", "x"), name="two")
    compose([one, two], {}, tmp_path / "root")


def test_a_link_over_a_file_is_refused(tmp_path: Path) -> None:
    one = unpacked(tmp_path, member("./usr/bin/sh", b"1"))
    with pytest.raises(DeclarationError, match="`usr/bin/sh` is in the way"):
        compose([one], {"usr/bin/sh": "dash"}, tmp_path / "root")
