"""A cache in a bucket of an S3-compatible object store. The door to obstore.

The address is as Nix writes it: `s3://BUCKET/PREFIX?endpoint=HOST&region=REGION&scheme=http`. Keys come by the usual
variables of the environment, `AWS_ACCESS_KEY_ID` and its fellows; without them nothing is signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlsplit

from guestpipe.errors import HostError, LyingCacheError, UsageError
from guestpipe.substitute.place import Stream, UnreachableError

if TYPE_CHECKING:
    from obstore.auth.boto3 import Boto3CredentialProvider
    from obstore.store import S3Store

_OPTIONS = {"endpoint", "profile", "region", "scheme"}
_CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
_KEYS = {
    "AWS_ACCESS_KEY_ID": "access_key_id",
    "AWS_SECRET_ACCESS_KEY": "secret_access_key",
    "AWS_SESSION_TOKEN": "session_token",
}
_PART = 8 << 20
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket."""

    url: str
    store: S3Store

    @classmethod
    def at(cls, address: str, environ: Mapping[str, str]) -> Bucket:
        """Return the cache at `address`."""
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query))
        if unknown := sorted(set(options) - _OPTIONS) or ([] if parts.netloc else ["no bucket"]):
            raise UsageError(
                f"`{address}` has an option that is not known: `{unknown[0]}`"
                if parts.netloc
                else f"`{address}` names no bucket",
                hint="s3://BUCKET/PREFIX?endpoint=HOST&region=REGION&scheme=http&profile=NAME",
            )
        return cls(address, _store(parts.netloc, parts.path.strip("/"), options, environ))

    def read(self, path: str, limit: int) -> bytes | None:
        with self._stream(path, 0) or nullcontext() as stream:
            if stream is None:
                return None
            content = b""
            while chunk := stream.read(limit + 1 - len(content)):
                content += chunk
                if len(content) > limit:
                    raise LyingCacheError(f"`{path}` is longer than {limit} bytes", where=self.url)
            return content

    def stream(self, path: str, offset: int) -> AbstractContextManager[Stream] | None:
        return self._stream(path, offset)

    def _stream(self, path: str, offset: int) -> AbstractContextManager[Stream] | None:
        import obstore
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            found = obstore.get(self.store, path, options={"range": {"offset": offset}} if offset else None)
        except (FileNotFoundError, PermissionDeniedError, UnauthenticatedError):
            # Without the right to list, that is what S3 says of what is not there.
            return None
        except (BaseError, OSError) as error:
            raise self._failed(path, error) from error
        return _Body(self, path, iter(found.stream(min_chunk_size=_CHUNK)))

    def has(self, path: str) -> bool:
        import obstore
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            obstore.head(self.store, path)
        except (FileNotFoundError, PermissionDeniedError, UnauthenticatedError):
            # Without the right to list, that is what S3 says of what is not there.
            return False
        except (BaseError, OSError) as error:
            raise self._failed(path, error) from error
        return True

    def write(self, path: str, content: bytes | Path, *, replace: bool = False) -> bool:
        import obstore
        from obstore.exceptions import AlreadyExistsError, BaseError

        if not replace and self.has(path):
            return False
        try:
            if isinstance(content, Path) and content.stat().st_size > _PART:
                # Many parts cannot be put on condition; but archives are named by their content.
                obstore.put(self.store, path, content, chunk_size=_PART)
            else:
                obstore.put(self.store, path, content, mode="overwrite" if replace else "create", use_multipart=False)
        except (AlreadyExistsError, FileExistsError):
            return False
        except (BaseError, OSError) as error:
            raise self._failed(path, error) from error
        return True

    def names(self, folder: str) -> Iterator[str]:
        import obstore
        from obstore.exceptions import BaseError

        try:
            listed = obstore.list_with_delimiter(self.store, folder or None)
        except (BaseError, OSError) as error:
            raise self._failed(folder, error) from error
        yield from sorted(found["path"].rpartition("/")[2] for found in listed["objects"])

    def tidy(self) -> None:
        """Do nothing: what did not come whole is not there."""

    def _failed(self, path: str, error: Exception) -> UnreachableError:
        return UnreachableError(
            "the object store does not do as asked",
            where=f"{self.url}: {path}",
            detail=tuple(str(error).splitlines()[:3]),
            hint="keys come by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
        )


class _Body:
    """The chunks of an answer, cut to size."""

    def __init__(self, bucket: Bucket, path: str, chunks: Iterator[Any]) -> None:
        self._bucket, self._path, self._chunks = bucket, path, chunks
        self._rest = memoryview(b"")

    def __enter__(self) -> Stream:
        return cast("Stream", self)

    def __exit__(self, *_: object) -> None:
        self._chunks = iter(())

    def read(self, count: int, /) -> bytes:
        from obstore.exceptions import BaseError

        while not self._rest:
            try:
                self._rest = memoryview(next(self._chunks))
            except StopIteration:
                return b""
            except (BaseError, OSError) as error:
                raise self._bucket._failed(self._path, error) from error
        chunk, self._rest = self._rest[:count], self._rest[count:]
        return bytes(chunk)


def _credentials(profile: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return what the store needs to sign: a profile that the address names, the environment's keys, its profile."""
    if not profile and not any(environ.get(name) for name in _CREDENTIALS):
        profile = environ.get("AWS_PROFILE", "")
        if not profile:
            return {"skip_signature": True}
    if profile:
        return {"credential_provider": _of_profile(profile)}
    return {option: environ[name] for name, option in _KEYS.items() if environ.get(name)}


def _of_profile(profile: str) -> Boto3CredentialProvider:
    """Return the keys of a profile, as Amazon's own library finds them: files, SSO, roles, commands."""
    try:
        import boto3
        from botocore.exceptions import BotoCoreError
        from obstore.auth.boto3 import Boto3CredentialProvider
    except ImportError as error:
        raise HostError(
            f"the profile `{profile}` needs the Python package `boto3`, which is not here",
            hint="install it beside guestpipe: `pip install guestpipe[aws]`; or set AWS_ACCESS_KEY_ID and"
            " AWS_SECRET_ACCESS_KEY",
        ) from error
    try:
        return Boto3CredentialProvider(boto3.Session(profile_name=profile))
    except (BotoCoreError, ValueError) as error:
        raise UsageError(
            f"the profile `{profile}` has no keys for S3",
            detail=(str(error),),
            hint="`aws configure --profile NAME` writes one to ~/.aws/credentials",
        ) from error


def _store(bucket: str, prefix: str, options: Mapping[str, str], environ: Mapping[str, str]) -> S3Store:
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise HostError(
            "caches in S3 need the Python package `obstore`, which is not here",
            hint="install it beside guestpipe: `pip install guestpipe[s3]`",
        ) from error
    scheme = options.get("scheme", "https")
    more: dict[str, Any] = {"region": options.get("region") or environ.get("AWS_REGION") or "us-east-1"}
    if endpoint := options.get("endpoint"):
        more["endpoint"] = endpoint if "://" in endpoint else f"{scheme}://{endpoint}"
    more |= _credentials(options.get("profile", ""), environ)
    return S3Store(
        bucket,
        prefix=prefix or None,
        virtual_hosted_style_request=False,
        client_options={
            "allow_http": scheme == "http" or more.get("endpoint", "").startswith("http:"),
            "connect_timeout": timedelta(seconds=5),
            "read_timeout": timedelta(seconds=10),
            "timeout": timedelta(hours=1),
        },
        retry_config={
            "max_retries": 2,
            "retry_timeout": timedelta(seconds=15),
            "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=2), "base": 2},
        },
        **more,
    )
