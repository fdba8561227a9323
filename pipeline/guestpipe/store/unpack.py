"""Unpacks a `.deb` to a tree and unites such trees to the root of a sandbox: merged /usr, no link leaves the root."""

from __future__ import annotations

import errno
import filecmp
import lzma
import os
import posixpath
import re
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from guestpipe.errors import DeclarationError, HostError, StoreError

_MERGED = re.compile(r"/(bin|sbin|lib|lib32|lib64|libx32)(?=/|$)")
_LEFT_OUT = re.compile(
    "/(usr/share/(applications|bash-completion|bug|debhelper|doc-base|emacs|fish|gdb|gtk-doc|help|i18n|icons|info|lintian|locale"
    "|man|menu|metainfo|pixmaps|polkit-1|vim|zsh)"
    r"|usr/share/doc/[^/]+/(?!copyright$)"
    r"|usr/lib/(x86_64-linux-gnu/gconv|systemd|sysusers\.d|tmpfiles\.d|udev)|usr/games|usr/local"
    r"|etc/(?!ld\.so\.conf|fonts)|boot|run|srv|var(?!/lib/ghc/))"
)
"""What no program in a sandbox reads: most of a package's size. Licences stay.

GHC keeps the descriptions of its libraries in /var.
"""

_TOP_LINKS = ("bin", "sbin", "lib", "lib64")
_ETC = {
    "passwd": "root:x:0:0:root:/:/bin/sh\nguestpipe:x:1000:1000:guestpipe:/build:/bin/sh\n",
    "group": "root:x:0:\nguestpipe:x:1000:\n",
}
_BLOCK_BYTES = 1 << 20


def unpack_deb(deb: Path, into: Path) -> None:
    """Write the files of the package `deb` into the new folder `into`; the same tree for root and an ordinary user."""
    into.mkdir(parents=True)
    try:
        with _files_of(deb) as archive:
            for member in archive:
                _extract(archive, member, into)
    except (tarfile.TarError, lzma.LZMAError, EOFError, ValueError) as error:
        raise StoreError(
            f"`{deb.name}` is not a Debian package that can be unpacked: {error}", where=str(deb)
        ) from error


def compose(packages: Sequence[Path], links: Mapping[str, str], into: Path) -> None:
    """Make the new folder `into` the union of the trees `packages` (by hard links where it can be), plus `links`."""
    into.mkdir(parents=True)
    owners: dict[str, Path] = {}
    for package in packages:
        _unite(package, "", into, package, owners)
    for name in _TOP_LINKS:
        (into / "usr" / name).mkdir(parents=True, exist_ok=True)
        (into / name).symlink_to(f"usr/{name}")
    (into / "etc").mkdir(exist_ok=True)
    for name, text in _ETC.items():
        (into / "etc" / name).write_text(text)
    for name, target in sorted(links.items()):
        _add_link(into, name, target)


def _add_link(root: Path, name: str, target: str) -> None:
    path = _merged(_absolute("/", name))
    place = root / path[1:]
    if os.path.lexists(place):
        raise DeclarationError(f"the link `{name}` is in the way of a file of the same name", where="links")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(_target(path, target))


def _unite(tree: Path, path: str, into: Path, package: Path, owners: dict[str, Path]) -> None:
    with os.scandir(tree) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            place, name = into / entry.name, f"{path}/{entry.name}"
            owner = owners.setdefault(name, package)
            if entry.is_dir(follow_symlinks=False):
                if owner is not package and not (place.is_dir() and not place.is_symlink()):
                    raise _conflict(name, owner, package)
                place.mkdir(exist_ok=True)
                _unite(tree / entry.name, name, place, package, owners)
            elif owner is package:
                _link(Path(entry.path), place)
            elif not _is_same(Path(entry.path), place):
                raise _conflict(name, owner, package)


def _conflict(name: str, first: Path, second: Path) -> DeclarationError:
    return DeclarationError(
        f"two packages have different files at `{name}`: `{first.name}` and `{second.name}`",
        hint="put one of them into `without` of the recipe",
    )


def _is_same(one: Path, other: Path) -> bool:
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _link(source: Path, place: Path) -> None:
    """Give `place` the file `source`: by a hard link, or by a copy where the file system or the kernel refuses one."""
    if source.is_symlink():
        place.symlink_to(source.readlink())
        return
    try:
        place.hardlink_to(source)
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            raise
        shutil.copyfile(source, place)
        place.chmod(stat.S_IMODE(source.stat().st_mode))


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    before = _absolute("/", member.name)
    path = _merged(before)
    if path == "/" or _LEFT_OUT.match(path) or (member.isdir() and _MERGED.fullmatch(before)):
        return
    place = into / path[1:]
    if member.isdir():
        place.mkdir(parents=True, exist_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if member.issym():
        place.symlink_to(_target(path, _absolute(posixpath.dirname(before), member.linkname)))
    elif member.islnk():
        place.hardlink_to(into / _merged(_absolute("/", member.linkname))[1:])
    elif member.isreg() and (content := archive.extractfile(member)) is not None:
        with content, place.open("xb") as file:
            shutil.copyfileobj(content, file, _BLOCK_BYTES)
        place.chmod(0o755 if member.mode & 0o111 else 0o644)
    else:
        raise ValueError(f"it holds a device or pipe at `{path}`")


def _absolute(folder: str, name: str) -> str:
    """Return the path that `name` stands for in `folder`, as the kernel reads it in a root: `..` stops at `/`."""
    return "/" + posixpath.normpath(posixpath.join(folder, name)).lstrip("/")


def _merged(path: str) -> str:
    return f"/usr{path}" if _MERGED.match(path) else path


def _target(path: str, target: str) -> str:
    """Return the link text that leads from `path` to `target`, which is absolute or stands beside `path`."""
    folder = posixpath.dirname(path)
    return posixpath.relpath(_merged(_absolute(folder, target)), folder)


@contextmanager
def _files_of(deb: Path) -> Iterator[tarfile.TarFile]:
    with deb.open("rb") as file:
        name = _seek_data(file)
        if name.endswith(".zst"):
            with _dpkg(deb) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
                yield archive
            return
        with tarfile.open(fileobj=file, mode="r|*") as archive:
            yield archive


def _seek_data(file: IO[bytes]) -> str:
    """Leave `file`, an ar archive, at the start of the member `data.tar*`, and return that member's name."""
    if file.read(8) != b"!<arch>\n":
        raise ValueError("it does not begin as one")
    while header := file.read(60):
        name, size = header[:16].decode("latin-1").strip().rstrip("/"), int(header[48:58])
        if name.startswith("data.tar"):
            return name
        file.seek(size + size % 2, os.SEEK_CUR)
    raise ValueError("it has no `data.tar`")


@contextmanager
def _dpkg(deb: Path) -> Iterator[IO[bytes]]:
    """Yield the tar stream that dpkg-deb gives: Python has no zstd, which packages of other releases use."""
    program = shutil.which("dpkg-deb")
    if program is None:
        raise HostError(f"unpacking `{deb.name}` needs `dpkg-deb`, which is not on this machine")
    with subprocess.Popen([program, "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        yield child.stdout
        child.stdout.read()
    if child.returncode != 0:
        raise ValueError(f"dpkg-deb ended with status {child.returncode}")
