"""Pulling: an archive becomes an object only when every byte of it is what was asked for."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from guestpipe.errors import BuildError, DeclarationError, FetchError, LyingCacheError, UntrustedError
from guestpipe.store.objects import Object, check_name
from guestpipe.store.restore import MalformedArchiveError, restore
from guestpipe.store.store import Store
from guestpipe.substitute import narinfo
from guestpipe.substitute.narinfo import NarInfo, fingerprint, path_of
from guestpipe.substitute.pack import Unpacked
from guestpipe.substitute.place import Place, Stream, UnreachableError
from guestpipe.substitute.signing import PublicKey, is_signed

MAX_OBJECT_BYTES = 64 << 30
"""A narinfo that announces more is refused."""
_BUFFER = 1 << 18
_BREAKS = 5
"""How often a connection may break in one archive; twice in a row without a byte is the end, too."""
_PAUSE_S = 0.2
_SLOWEST_BYTES_S = 4096
_PATIENCE_S = 20.0
"""How long an archive may come slower than that."""


class TooSlowError(FetchError):
    """A cache answers, but too slowly to be of use."""


def look_up(place: Place, asked: str, keys: tuple[PublicKey, ...] = ()) -> NarInfo | None:
    """Return what the cache at `place` has as `asked`, a base name or its digest; None if it has not.

    The name proves the content of an object of ours. Other paths of Nix, whose names do not, have to be signed.
    """
    content = place.read(path_of(asked), narinfo.MAX_BYTES)
    if content is None:
        return None
    where = f"{place.url}/{path_of(asked)}"
    info = narinfo.read(content, asked, where)
    if info.nar_bytes > MAX_OBJECT_BYTES:
        raise LyingCacheError(f"the narinfo announces {info.nar_bytes} bytes: too many for an object", where=where)
    if info.is_proved:
        return info
    needs = [name for name in info.references if name != info.base_name]
    if needs:
        raise LyingCacheError(
            f"`{info.base_name}` needs other paths of a Nix store, as no object may",
            where=where,
            detail=tuple(needs[:8]),
        )
    if not is_signed(fingerprint(info), info.signatures, keys):
        raise UntrustedError(
            f"the name of `{info.base_name}` does not prove its content, and nobody whom you trust has signed it",
            where=where,
            hint="add the public key of who has to `trusted-keys` in your configuration",
        )
    return info


def pull(store: Store, place: Place, info: NarInfo, progress: Callable[[int], None] = lambda _: None) -> Object:
    """Bring an object into the store, or raise and leave nothing."""
    where = f"{place.url}/{info.url}"
    try:
        check_name(info.name)
    except DeclarationError as error:
        raise LyingCacheError(error.what, where=where) from error
    if (known := store.object(info.nar_digest, info.name)) is not None:
        return known
    with store.workspace("pull") as folder, _Steady(place, info.url) as stream:
        unpacked = Unpacked(
            stream,
            info.compression,
            file_bytes=info.file_bytes,
            file_digest=info.file_digest,
            nar_bytes=info.nar_bytes,
            where=where,
        )
        tree = folder / "tree"
        _restore(unpacked, tree.__fspath__(), progress)
        try:
            return store.seal(tree, info.name, expected=info.nar_digest)
        except BuildError as error:
            raise LyingCacheError(
                f"`{info.base_name}` is what no object may be: {error.what}", where=where, hint=error.hint
            ) from error


def _restore(unpacked: Unpacked, path: str, progress: Callable[[int], None]) -> None:
    buffered = io.BufferedReader(unpacked, _BUFFER)
    so_far = told = 0

    def read(count: int) -> bytes:
        nonlocal so_far, told
        chunk = buffered.read1(count) if count > _BUFFER else buffered.read(count)
        so_far += len(chunk)
        if so_far - told > _BUFFER:
            told = so_far
            progress(so_far)
        return chunk

    try:
        restore(read, path)
    except MalformedArchiveError as error:
        raise unpacked.blame(error.what) from error
    unpacked.finish()
    progress(so_far)


class _Steady:
    """Bytes from a place; a connection that breaks is taken up where it broke, one that dries out is given up."""

    def __init__(self, place: Place, path: str) -> None:
        self._place, self._path = place, path
        self._offset = self._failures = 0
        self._broke_at = -1
        self._began = time.monotonic()
        self._open = ExitStack()
        self._stream: Stream | None = None

    def __enter__(self) -> _Steady:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def read(self, count: int) -> bytes:
        while True:
            try:
                if self._stream is None:
                    self._connect()
                assert self._stream is not None
                chunk = self._stream.read(count)
            except UnreachableError:
                self._failures += 1
                self._open.close()
                self._stream = None
                if self._failures > _BREAKS or self._broke_at == self._offset:
                    raise
                self._broke_at = self._offset
                time.sleep(_PAUSE_S * 2**self._failures)
                continue
            self._offset += len(chunk)
            self._check_pace()
            return chunk

    def _connect(self) -> None:
        stream = self._place.stream(self._path, self._offset)
        if stream is None:
            raise LyingCacheError(
                "the archive that the narinfo names is not there", where=f"{self._place.url}/{self._path}"
            )
        self._stream = self._open.enter_context(stream)

    def _check_pace(self) -> None:
        passed = time.monotonic() - self._began
        if passed > _PATIENCE_S and self._offset < passed * _SLOWEST_BYTES_S:
            raise TooSlowError(
                f"only {self._offset} bytes came in {passed:.0f} s", where=f"{self._place.url}/{self._path}"
            )
