"""Fetches bytes whose digests are known beforehand: Debian packages by apt, addresses by urllib. The only network."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from guestpipe.digest import Digest, sha256
from guestpipe.errors import DigestMismatchError, FetchError
from guestpipe.plan.step import Fixed
from guestpipe.store.apt import Apt

_ADDRESS = ("http://", "https://", "file:")
_TIMEOUT_S = 60
_BLOCK_BYTES = 1 << 18
_SHOWN = 8
_HINT = (
    "if the version has left the mirror, renew it with `guestpipe lock --update`; "
    "a substituter or a mirror of your own may still have it"
)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches into a folder and checks what came; `cache` is guestpipe's cache folder."""

    cache: Path
    offline: bool
    environ: Mapping[str, str]

    def fetch(self, wanted: Sequence[Fixed], into: Path, progress: Callable[[int], None]) -> dict[Digest, Path]:
        """Return where in `into` the bytes of each of `wanted` now are; each file is named by its digest.

        `progress` is told the bytes so far, several times a second; what it raises stops the fetch.
        """
        todo = {fixed.digest: fixed for fixed in wanted}
        if todo and self.offline:
            raise FetchError(
                f"{len(todo)} files are not in the store, and this run is offline",
                detail=_some(fixed.origin for fixed in todo.values()),
                hint="run once without `--offline`, or name a substituter that has them",
            )
        into.mkdir(parents=True, exist_ok=True)
        found: dict[Digest, Path] = {}

        def so_far() -> None:
            progress(sum(_size_bytes(path) for path in found.values()) + _size_bytes(arriving))

        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=into) as name:
            arriving = Path(name)
            for batch in _batches(todo.values()):
                self._batch(batch, arriving, so_far)
                for fixed in batch:
                    found[fixed.digest] = self._checked(fixed, arriving / _file_name(fixed), into / fixed.digest)
            so_far()
        return found

    def _batch(self, batch: Sequence[Fixed], into: Path, progress: Callable[[], None]) -> None:
        if batch[0].origin.startswith(_ADDRESS):
            _by_address(batch[0], into / _file_name(batch[0]), progress)
            return
        apt = Apt(self.cache / "apt", self.environ)
        fresh = apt.updated_s() is None
        if fresh:
            apt.update(progress)
        try:
            apt.download(_apt_arguments(batch), into, progress)
        except FetchError as first:
            missing = [fixed for fixed in batch if not (into / _file_name(fixed)).is_file()]
            if not fresh and missing:
                self._again(apt, missing, into, progress)
            elif missing:
                raise _unavailable(missing, first) from first
        if missing := [fixed for fixed in batch if not (into / _file_name(fixed)).is_file()]:
            raise _unavailable(missing, None)

    def _again(self, apt: Apt, batch: Sequence[Fixed], into: Path, progress: Callable[[], None]) -> None:
        """Fetch `batch` by new lists: the old ones may name files that have gone, or not yet name ours."""
        try:
            apt.update(progress)
            apt.download(_apt_arguments(batch), into, progress)
        except FetchError as error:
            raise _unavailable(batch, error) from error

    def _checked(self, fixed: Fixed, got: Path, place: Path) -> Path:
        size, digest = _measured(got)
        if digest == fixed.digest and fixed.size_bytes in {0, size}:
            # From a mirror that is a folder, apt gives a link to the source.
            return Path(shutil.copyfile(got, place)) if got.is_symlink() else got.rename(place)
        aside = self.cache / "mismatch" / f"{digest}-{got.name}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(got, aside)
        raise DigestMismatchError(
            f"`{fixed.origin}` has another digest than the one pinned",
            where=str(aside),
            detail=(f"pinned  {fixed.digest}  {fixed.size_bytes} bytes", f"fetched {digest}  {size} bytes"),
            hint="what came is kept aside; if it is what you want, pin its digest, else find out who changed it",
        )


def _by_address(fixed: Fixed, place: Path, progress: Callable[[], None]) -> None:
    import http.client
    import urllib.request

    try:
        with (
            urllib.request.urlopen(fixed.origin, timeout=_TIMEOUT_S) as answer,  # noqa: S310  `_ADDRESS` says which
            place.open("wb") as file,
        ):
            while block := answer.read(_BLOCK_BYTES):
                file.write(block)
                progress()
    except (OSError, ValueError, http.client.HTTPException) as error:
        hint = "check the address and the network; a substituter may have the object"
        raise FetchError(f"cannot fetch `{fixed.origin}`", detail=(str(error),), hint=hint) from error


def _batches(wanted: Iterable[Fixed]) -> list[list[Fixed]]:
    """Return what one call can fetch: all packages, all source archives, all other source files, each address."""
    together: dict[str, list[Fixed]] = {}
    for fixed in sorted(wanted, key=lambda fixed: fixed.origin):
        together.setdefault(_batch_name(fixed), []).append(fixed)
    return list(together.values())


def _batch_name(fixed: Fixed) -> str:
    kind = fixed.origin.partition(":")[0]
    if kind == "debsrc":
        return "debsrc tar" if _is_upstream(fixed) else "debsrc"
    if kind == "deb":
        return kind
    if fixed.origin.startswith(_ADDRESS):
        return fixed.origin
    raise FetchError(
        f"cannot fetch `{fixed.origin}`: this kind of address is not known",
        hint="known are http://, https://, file: and the packages of guestpipe.lock",
    )


def _is_upstream(fixed: Fixed) -> bool:
    return ".orig" in fixed.origin.rpartition(":")[2]


def _apt_arguments(batch: Sequence[Fixed]) -> list[str]:
    named = sorted({fixed.origin.partition(":")[2].rpartition(":")[0] for fixed in batch})
    if batch[0].origin.startswith("deb:"):
        return ["download", *named]
    return ["source", "--download-only", *(["--tar-only"] if _is_upstream(batch[0]) else []), *named]


def _file_name(fixed: Fixed) -> str:
    """Return what the fetching program calls the file of `fixed`."""
    kind, _, rest = fixed.origin.partition(":")
    named, _, last = rest.rpartition(":")
    if kind == "debsrc":
        return last
    if kind == "deb":
        name, _, version = named.partition("=")
        return f"{name}_{version.replace(':', '%3a')}_{last}.deb"
    return fixed.digest


def _unavailable(missing: Sequence[Fixed], cause: FetchError | None) -> FetchError:
    return FetchError(
        f"{len(missing)} of the pinned files could not be fetched",
        detail=(*_some(fixed.origin for fixed in missing), *(cause.detail if cause else ())),
        hint=cause.hint if cause and cause.hint else _HINT,
    )


def _some(names: Iterable[str]) -> tuple[str, ...]:
    names = sorted(names)
    rest = len(names) - _SHOWN
    return (*names[:_SHOWN], *([f"and {rest} more"] if rest > 0 else []))


def _size_bytes(path: Path) -> int:
    """Return the size of a file, or of all files in a folder that is being written."""
    try:
        if path.is_dir():
            return sum(map(_size_bytes, path.iterdir()))
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _measured(file: Path) -> tuple[int, Digest]:
    with file.open("rb") as opened:
        digest, size = sha256(), 0
        while block := opened.read(_BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return size, Digest(digest.hexdigest())
