"""Every error that guestpipe raises on purpose: what, where, what next, and the exit code.

Anything else that reaches the command line is a bug and keeps its traceback.
"""

from __future__ import annotations


class GuestpipeError(Exception):
    """An error the user can act on.

    `what` is one sentence in lower case without a full stop; `where` a file, key or step; `hint` what to do next;
    `detail` lines to be shown verbatim between the two (the end of a log, say).
    """

    exit_code = 70

    def __init__(
        self, what: str, *, where: str | None = None, hint: str | None = None, detail: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint
        self.detail = detail

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  at {self.where}")
        lines.extend(f"  | {line}" for line in self.detail)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class UsageError(GuestpipeError):
    """The command line cannot be understood."""

    exit_code = 64


class DeclarationError(GuestpipeError):
    """A guest, recipe or lock file says something that cannot be."""

    exit_code = 65


class MissingFileError(GuestpipeError):
    """A file that was named does not exist or cannot be read."""

    exit_code = 66


class HostError(GuestpipeError):
    """The host lacks something: user namespaces, a program, a registry client."""

    exit_code = 69


class StoreError(GuestpipeError):
    """The store is damaged, full or cannot be written."""

    exit_code = 74


class FetchError(GuestpipeError):
    """A fetch failed, or is needed although `--offline` was given."""

    exit_code = 75


class LyingCacheError(FetchError):
    """A cache gave something else than it announced, or than was asked for."""

    exit_code = 76


class UntrustedError(FetchError):
    """What a cache says is not signed by anyone whom the user trusts."""

    exit_code = 77


class BuildError(GuestpipeError):
    """The script of a step failed, or its output is not acceptable."""

    exit_code = 100


class BuildLimitError(BuildError):
    """A build went over its time, process or size limit."""

    exit_code = 101


class DigestMismatchError(FetchError):
    """Fetched bytes have another digest than the lock says."""

    exit_code = 102


class NotReproducibleError(GuestpipeError):
    """Two builds of one step gave different bytes."""

    exit_code = 104


class ExpectationError(GuestpipeError):
    """The guest ran, but did not do what `[expect]` says."""

    exit_code = 123


class GuestTimeoutError(GuestpipeError):
    """The guest did not end within its time limit (the code that timeout(1) uses)."""

    exit_code = 124


class GuestDiedError(GuestpipeError):
    """The guest ended without an exit status: panic, triple fault, or the VMM failed."""

    exit_code = 125


def reason_of(error: OSError) -> str:
    """Return what the operating system said, in lower case."""
    return (error.strerror or str(error)).lower()
