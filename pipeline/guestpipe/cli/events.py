"""Events as JSON, one object per line, for machines: `--json`. Described in docs/events.md."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields

from guestpipe.errors import GuestpipeError
from guestpipe.report import Event


class Events:
    """A reporter that gives each line to `write`."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def tell(self, event: Event) -> None:
        """Write the line for `event`."""
        self._write(line(event))


def line(event: Event) -> str:
    """Return `event` as one line of JSON: the kind of event under `event`, then its fields in order."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(event).__name__).lower()
    content = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    return json.dumps({"event": kind, **content}, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, GuestpipeError):
        return {
            "what": value.what,
            "where": value.where,
            "hint": value.hint,
            "detail": list(value.detail),
            "exit_code": value.exit_code,
        }
    return round(value, 6) if isinstance(value, float) else value
