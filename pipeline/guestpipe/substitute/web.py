"""A cache behind HTTP or HTTPS: any that Nix can read, and those that take files by PUT. The door to urllib3."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Timeout, make_headers

from guestpipe.errors import LyingCacheError, UsageError
from guestpipe.substitute.place import Stream, UnreachableError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

CONNECT_S = 5.0
READ_S = 8.0
"""How long a server may say nothing."""
SMALL_S = 15.0
"""How long a small file may take altogether."""
_ABSENT = (403, 404, 410)
"""S3 behind HTTP says 403 of what is not there."""
_BLOCK = 1 << 14


@dataclass(frozen=True, slots=True)
class Web:
    """An HTTP server."""

    url: str
    pool: urllib3.PoolManager

    @classmethod
    def at(cls, address: str) -> Web:
        """Return the cache at `address`; a name and a password in it are for the server only."""
        parts = urlsplit(address)
        bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
        login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else None
        headers = make_headers(basic_auth=login, user_agent="guestpipe", accept_encoding=False)
        return cls(bare, _pool(bare, headers))

    def read(self, path: str, limit: int) -> bytes | None:
        with self._asking("GET", path) as answer:
            if not self._is_there(path, answer):
                return None
            content, until = b"", time.monotonic() + SMALL_S
            while chunk := answer.read(_BLOCK, decode_content=True):
                content += chunk
                if len(content) > limit:
                    raise LyingCacheError(f"`{path}` is longer than {limit} bytes", where=self.url)
                if time.monotonic() > until:
                    raise UnreachableError(f"`{path}` did not come within {SMALL_S:.0f} s", where=self.url)
            return content

    def stream(self, path: str, offset: int) -> AbstractContextManager[Stream] | None:
        answer = self._ask("GET", path, None, {"Range": f"bytes={offset}-"} if offset else {})
        try:
            if self._is_there(path, answer):
                return _Body(self, path, answer, offset if answer.status == 200 else 0)
        except UnreachableError:
            answer.close()
            raise
        answer.close()
        return None

    def has(self, path: str) -> bool:
        with self._asking("HEAD", path) as answer:
            return self._is_there(path, answer)

    def write(self, path: str, content: bytes | Path, *, replace: bool = False) -> bool:
        if not replace and self.has(path):
            return False
        length = len(content) if isinstance(content, bytes) else content.stat().st_size
        headers = {"Content-Length": str(length), **({} if replace else {"If-None-Match": "*"})}
        if isinstance(content, bytes):
            return self._put(path, content, headers)
        with content.open("rb") as file:
            return self._put(path, file, headers)

    def names(self, folder: str) -> Iterator[str]:
        raise UsageError(
            "an HTTP server does not list what it has", where=self.url, hint="name the folder or bucket behind it"
        )

    def tidy(self) -> None:
        """Do nothing: what did not come whole is not there."""

    def _put(self, path: str, body: bytes | IO[bytes], headers: dict[str, str]) -> bool:
        with self._asking("PUT", path, body, headers) as answer:
            if answer.status == 412:
                return False
            if answer.status not in (200, 201, 204):
                hint = "it may need a name and password in its address" if answer.status in (401, 403) else None
                raise UnreachableError(
                    f"the server did not take `{path}`: {answer.status} {answer.reason}", where=self.url, hint=hint
                )
            return True

    @contextmanager
    def _asking(
        self, method: str, path: str, body: bytes | IO[bytes] | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[BaseHTTPResponse]:
        answer = self._ask(method, path, body, headers or {})
        try:
            yield answer
            answer.drain_conn()
        except HTTPError as error:
            raise self.failed(path, error) from error
        finally:
            answer.close()

    def _ask(
        self, method: str, path: str, body: bytes | IO[bytes] | None, headers: Mapping[str, str]
    ) -> BaseHTTPResponse:
        merged = {**self.pool.headers, **headers}
        try:
            return self.pool.request(
                method, f"{self.url}/{path}", body=body, headers=merged, preload_content=False, decode_content=False
            )
        except HTTPError as error:
            raise self.failed(path, error) from error

    def _is_there(self, path: str, answer: BaseHTTPResponse) -> bool:
        if answer.status in (200, 206):
            return True
        if answer.status in _ABSENT:
            return False
        hint = "it may need a name and password in its address" if answer.status == 401 else None
        raise UnreachableError(f"`{path}`: {answer.status} {answer.reason}", where=self.url, hint=hint)

    def failed(self, path: str, error: HTTPError) -> UnreachableError:
        """Return the error for a connection that broke or never was."""
        return UnreachableError(f"the server does not answer ({_reason(error)})", where=f"{self.url}/{path}")


def _reason(error: BaseException) -> str:
    """Return what the operating system said at the bottom of `error`, or what kind of error it is."""
    seen: list[BaseException] = []
    below: BaseException | None = error
    while below is not None and below not in seen:
        seen.append(below)
        reason = getattr(below, "reason", None)
        below = reason if isinstance(reason, BaseException) else below.__cause__ or below.__context__
    said = [one.strerror for one in seen if isinstance(one, OSError) and one.strerror]
    return said[-1].lower() if said else type(seen[-1]).__name__


class _Body:
    """The bytes of an answer, from an offset on even if the server sent all."""

    def __init__(self, web: Web, path: str, answer: BaseHTTPResponse, skip: int) -> None:
        self._web, self._path, self._answer, self._skip = web, path, answer, skip

    def __enter__(self) -> Stream:
        return cast("Stream", self)

    def __exit__(self, *_: object) -> None:
        # Not drained: what is left of an archive may be long.
        self._answer.close()

    def read(self, count: int, /) -> bytes:
        try:
            while self._skip:
                skipped = len(self._answer.read(min(self._skip, 1 << 18)))
                if not skipped:
                    return b""
                self._skip -= skipped
            return self._answer.read(count)
        except HTTPError as error:
            raise self._web.failed(self._path, error) from error


def _pool(url: str, headers: dict[str, str]) -> urllib3.PoolManager:
    manner = {
        "headers": headers,
        "maxsize": 16,
        "timeout": Timeout(connect=CONNECT_S, read=READ_S),
        "retries": Retry(
            total=4,
            connect=1,
            read=1,
            redirect=4,
            status=2,
            other=0,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=None,
            backoff_factor=0.3,
            raise_on_status=False,
            respect_retry_after_header=False,
        ),
    }
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        return urllib3.ProxyManager(proxy, **manner)  # type: ignore[arg-type]
    return urllib3.PoolManager(**manner)  # type: ignore[arg-type]
