"""Archives as they lie in a cache: packed while they are dumped, unpacked with every limit held. The door to zstandard.

Nothing that comes from a cache is believed: how much comes, how much that makes, and what it is are all checked while
it streams, so that a lie costs no more memory or disk than the truth would.
"""

from __future__ import annotations

import bz2
import io
import lzma
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from guestpipe import nar
from guestpipe.digest import Digest, sha256
from guestpipe.errors import LyingCacheError

if TYPE_CHECKING:
    from guestpipe.substitute.place import Stream

SUFFIXES = {"zstd": ".zst", "xz": ".xz", "none": ""}
"""Compressions that are written, and how their files end."""
_BLOCK = 1 << 18
_XZ_MEMORY = 256 << 20
_ZSTD_WINDOW = 1 << 27


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive on disk, and what it is."""

    file: Path
    file_digest: Digest
    file_bytes: int
    nar_digest: Digest
    nar_bytes: int


class _Compressor(Protocol):
    def compress(self, data: bytes | memoryview, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Plain:
    def compress(self, data: bytes | memoryview, /) -> bytes:
        return bytes(data)

    def flush(self) -> bytes:
        return b""


def pack(tree: Path, file: Path, compression: str, progress: Callable[[int], None] = lambda _: None) -> Packed:
    """Write the compressed NAR of `tree` to `file`; `progress` hears how many bytes of the NAR are done."""
    compressor = _compressor(compression)
    plain, packed = sha256(), sha256()
    sizes = [0, 0]
    with file.open("xb", buffering=_BLOCK) as target:

        def out(chunk: bytes) -> None:
            packed.update(chunk)
            sizes[1] += target.write(chunk)

        def write(chunk: bytes | memoryview) -> None:
            plain.update(chunk)
            out(compressor.compress(chunk))
            sizes[0] += len(chunk)
            progress(sizes[0])

        nar.dump(tree, write)
        out(compressor.flush())
    return Packed(file, Digest(packed.hexdigest()), sizes[1], Digest(plain.hexdigest()), sizes[0])


def _compressor(compression: str) -> _Compressor:
    if compression == "zstd":
        import zstandard

        return cast("_Compressor", zstandard.ZstdCompressor(level=3, write_checksum=True).compressobj())
    if compression == "xz":
        return lzma.LZMACompressor(preset=6)
    return _Plain()


class Unpacked(io.RawIOBase):
    """The NAR that a packed archive gives; refuses the first byte too many and, at the end, what was cut or changed."""

    def __init__(
        self,
        packed: Stream,
        compression: str,
        *,
        file_bytes: int | None,
        file_digest: Digest | None,
        nar_bytes: int,
        where: str,
    ) -> None:
        super().__init__()
        self._packed = _Counted(packed, file_bytes, where)
        self._inflate = _inflate(self._packed, compression, where)
        self._file_digest = file_digest
        self._left = nar_bytes
        self._nar_bytes = nar_bytes
        self._where = where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._read(min(len(buffer), self._left + 1))
        if len(chunk) > self._left:
            raise LyingCacheError(
                f"the archive unpacks to more than the {self._nar_bytes} bytes that are announced", where=self._where
            )
        self._left -= len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def finish(self) -> None:
        """Refuse an archive that has more, less, or other bytes than announced."""
        if self._left or self._read(1):
            raise LyingCacheError(
                f"the archive does not unpack to the {self._nar_bytes} bytes that are announced", where=self._where
            )
        self._packed.finish(self._file_digest)

    def blame(self, why: str) -> LyingCacheError:
        """Return what is wrong with an archive that is not a NAR: it was cut, changed, or never was one."""
        try:
            self._packed.finish(self._file_digest)
        except LyingCacheError as error:
            return error
        return LyingCacheError(why, where=self._where)

    def _read(self, count: int) -> bytes:
        try:
            return self._inflate(count)
        except (lzma.LZMAError, OSError, ValueError, EOFError) as error:
            raise LyingCacheError(f"the archive is damaged: {error}", where=self._where) from error


class _Counted:
    """The packed bytes, digested and counted as they come."""

    def __init__(self, stream: Stream, announced: int | None, where: str) -> None:
        self._stream, self._announced, self._where = stream, announced, where
        self._digest = sha256()
        self.bytes = 0

    def read(self, count: int = -1) -> bytes:
        chunk = self._stream.read(count if count >= 0 else _BLOCK)
        self._digest.update(chunk)
        self.bytes += len(chunk)
        if self._announced is not None and self.bytes > self._announced:
            raise LyingCacheError(
                f"the archive is longer than the {self._announced} bytes that are announced", where=self._where
            )
        return chunk

    def finish(self, digest: Digest | None) -> None:
        while self.read(_BLOCK):
            pass
        if self._announced is not None and self.bytes < self._announced:
            raise LyingCacheError(
                f"the archive is cut: {self.bytes} of {self._announced} bytes came", where=self._where
            )
        if digest is not None and self._digest.hexdigest() != digest:
            raise LyingCacheError("the packed archive has another digest than is announced", where=self._where)


def _inflate(packed: _Counted, compression: str, where: str) -> Callable[[int], bytes]:
    """Return what gives at most so many unpacked bytes, none at the end."""
    if compression == "none":
        return packed.read
    if compression == "zstd":
        return _zstd(packed)
    if compression == "xz":
        return _Steps(packed, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)).read
    if compression == "bzip2":
        return _Steps(packed, bz2.BZ2Decompressor).read
    raise LyingCacheError(
        f"the archive is packed by `{compression}`, which is not known",
        where=where,
        hint="known: zstd, xz, bzip2, none",
    )


def _zstd(packed: _Counted) -> Callable[[int], bytes]:
    import zstandard

    reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(
        cast("io.BufferedReader", packed), read_size=_BLOCK, read_across_frames=True
    )

    def read(count: int) -> bytes:
        try:
            return reader.read(count)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error

    return read


class _Decompressor(Protocol):
    def decompress(self, data: bytes, /, max_length: int = -1) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _Steps:
    """Unpacks a little at a time, by what the standard library has; streams may follow each other."""

    def __init__(self, packed: _Counted, make: Callable[[], _Decompressor]) -> None:
        self._packed, self._make = packed, make
        self._now = make()
        self._began = False

    def read(self, count: int) -> bytes:
        while True:
            if self._now.eof:
                rest = self._now.unused_data or self._packed.read(_BLOCK)
                if not rest:
                    return b""
                self._now = self._make()
            else:
                rest = self._packed.read(_BLOCK) if self._now.needs_input else b""
                if self._now.needs_input and not rest:
                    raise EOFError("it ends too early")
            if chunk := self._now.decompress(rest, count):
                return chunk
