"""A Debian archive in a folder: packages and sources made of a few bytes, for apt itself to read by `file:`."""

from __future__ import annotations

import hashlib
import io
import lzma
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guestpipe.digest import Digest
from guestpipe.plan.step import Fixed
from guestpipe.store.apt import SOURCES_VARIABLE


def member(name: str, content: bytes = b"", **attributes: object) -> tuple[tarfile.TarInfo, bytes]:
    """Return a member of a tar archive: a file, unless `type` says otherwise."""
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mode = 0o644
    for key, value in attributes.items():
        setattr(info, key, value)
    return info, content


def tar(members: Sequence[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """Return a tar archive."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def deb(members: Sequence[tuple[tarfile.TarInfo, bytes]], control: str = "") -> bytes:
    """Return a `.deb` whose files are `members`."""
    parts = {
        "debian-binary": b"2.0\n",
        "control.tar.xz": lzma.compress(tar([member("./control", control.encode())])),
        "data.tar.xz": lzma.compress(tar(members)),
    }
    content = b"!<arch>\n"
    for name, part in parts.items():
        content += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(part):<10}`\n".encode() + part
        content += b"\n" * (len(part) % 2)
    return content


def sha256(content: bytes) -> Digest:
    """Return the digest of `content`."""
    return Digest(hashlib.sha256(content).hexdigest())


@dataclass
class World:
    """An archive at `root` that says it is Debian's, and what a host has to be told to use it."""

    root: Path
    packages: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def package(self, name: str, version: str, content: bytes = b"") -> Fixed:
        """Publish a package; return what a step would ask for."""
        control = f"Package: {name}\nVersion: {version}\nArchitecture: amd64\nMaintainer: N\nDescription: d\n"
        made = deb([member("./usr/bin/" + name, content or name.encode())], control)
        file = self.root / "pool" / f"{name}_{version.partition(':')[2] or version}_amd64.deb"
        self._put(file, made)
        self.packages[f"{name} {version}"] = (
            f"{control}Filename: pool/{file.name}\nSize: {len(made)}\nSHA256: {sha256(made)}\n"
        )
        self._publish()
        return Fixed(sha256(made), len(made), f"deb:{name}={version}:amd64")

    def source(self, name: str, version: str, files: Mapping[str, bytes]) -> list[Fixed]:
        """Publish a source package with `files`; return what steps would ask for."""
        lines = ""
        for file, content in files.items():
            self._put(self.root / "pool" / file, content)
            lines += f" {sha256(content)} {len(content)} {file}\n"
        self.sources[f"{name} {version}"] = (
            f"Package: {name}\nBinary: {name}\nVersion: {version}\nArchitecture: any\nFormat: 3.0 (quilt)\n"
            f"Directory: pool\nChecksums-Sha256:\n{lines}"
        )
        self._publish()
        return [
            Fixed(sha256(content), len(content), f"debsrc:{name}={version}:{file}") for file, content in files.items()
        ]

    def withdraw(self, name: str, version: str) -> None:
        """Let a package leave the archive, as point releases do."""
        del self.packages[f"{name} {version}"]
        (self.root / "pool" / f"{name}_{version}_amd64.deb").unlink()
        self._publish()

    def environ(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return `base` with the archive as the host's only source."""
        self.root.mkdir(parents=True, exist_ok=True)
        named = self.root / "world.list"
        named.write_text(f"deb [trusted=yes] file:{self.root} bookworm main\n")
        return {**base, SOURCES_VARIABLE: str(named)}

    def _put(self, file: Path, content: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def _publish(self) -> None:
        dist = self.root / "dists/bookworm"
        indexes = {
            "main/binary-amd64/Packages": "\n".join(self.packages.values()).encode(),
            "main/source/Sources": "\n".join(self.sources.values()).encode(),
        }
        lines = ""
        for name, content in indexes.items():
            self._put(dist / name, content)
            lines += f" {sha256(content)} {len(content)} {name}\n"
        release = (
            "Origin: Debian\nLabel: Debian\nSuite: stable\nCodename: bookworm\nArchitectures: amd64\nComponents: main\n"
            f"Date: Mon, 01 Jan 2024 00:00:00 UTC\nSHA256:\n{lines}"
        )
        self._put(dist / "Release", release.encode())
