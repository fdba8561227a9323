"""From TOML text to a model: the door to tomlkit and tomllib, and where their complaints and pydantic's get a place.

A declaration is read through tomlkit. Recipes and locks, which may be long, are read by tomllib: on a megabyte it is
ten times quicker, and nobody edits through us what it gives.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from guestpipe.errors import DeclarationError, MissingFileError, reason_of
from guestpipe.model.base import PATTERNS
from guestpipe.model.guest import Guest
from guestpipe.model.lock import Lock
from guestpipe.model.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic_core import ErrorDetails

    from guestpipe.model.config import Config

M = TypeVar("M", bound=BaseModel)


def read_guest(path: Path) -> Guest:
    """Return the declaration in `path`."""
    import tomlkit
    from tomlkit.exceptions import ParseError, TOMLKitError

    text = _text(path)
    try:
        content = tomlkit.parse(text).unwrap()
    except ParseError as error:
        raise DeclarationError(
            f"`{path.name}` is not TOML: {_lower(str(error).split(' at line')[0])}",
            where=f"{path}:{_duplicate_line(text, str(error)) or error.line}:{error.col}",
        ) from error
    except TOMLKitError as error:
        raise DeclarationError(
            f"`{path.name}` is not TOML: {_lower(str(error))}", where=f"{path}{_line_suffix(text, str(error))}"
        ) from error
    return _validated(Guest, content, path, text)


def read_recipe(path: Path) -> Recipe:
    """Return the recipe in `path`, a `recipe.toml`."""
    text = _text(path)
    return _validated(Recipe, _toml(path, text), path, text)


def read_lock(path: Path) -> Lock:
    """Return the lock in `path`."""
    text = _text(path)
    return _validated(Lock, _toml(path, text), path, text)


def read_config(path: Path) -> Config:
    """Return the user's configuration in `path`."""
    from guestpipe.model.config import Config

    text = _text(path)
    return _validated(Config, _toml(path, text), path, text)


def located(where: str, guest: Path) -> str:
    """Return `where` with the path and line of its key if it is a key of the declaration `guest`, else as it is.

    Keys are written `guest.toml: program.sources[0]`, or with the path that is in `guest`.
    """
    file, colon, dotted = where.partition(": ")
    if not colon or file not in ("guest.toml", str(guest), str(guest.parent / "guest.toml")):
        return where
    keys = [quoted or plain for quoted, plain in re.findall(r"\['([^']*)'\]|([^.\[\]]+)(?![^\[]*'\])", dotted)]
    return f"{guest}{_line_of(_text(guest), keys)}: {dotted}"


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """Return a hint that names what `word` may have meant, or what there is."""
    names = sorted(known)
    close = (
        difflib.get_close_matches(word, names, n=1) or [name for name in names if len(word) > 2 and word in name][:3]
    )
    if close:
        return f"did you mean {' or '.join(f'`{name}`' for name in close)}?"
    return f"there are: {', '.join(f'`{name}`' for name in names)}" if 0 < len(names) <= 12 else None


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What stands nowhere in TOML."""


def _text(path: Path) -> str:
    try:
        # Some editors begin a file with a mark of its encoding.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise MissingFileError(f"there is no `{path.name}`", where=str(path), hint=_missing_hint(path)) from error
    except UnicodeDecodeError as error:
        is_wide = error.object.startswith((b"\xff\xfe", b"\xfe\xff"))
        line = error.object.count(b"\n", 0, error.start) + 1
        raise MissingFileError(
            f"`{path.name}` cannot be read: it is {'UTF-16' if is_wide else 'not UTF-8'}",
            where=str(path) if is_wide else f"{path}:{line}",
            hint="save it as UTF-8",
        ) from error
    except OSError as error:
        reason = reason_of(error)
        raise MissingFileError(f"`{path.name}` cannot be read: {reason}", where=str(path)) from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DeclarationError(
            f"`{path.name}` is not TOML: it has a control character, U+{ord(found[0]):04X}", where=f"{path}:{line}"
        )
    return text


def _missing_hint(path: Path) -> str | None:
    if path.suffix != ".toml":
        return "a guest is named by its declaration, a file such as `guest.toml`"
    return None if path.name == "recipe.toml" else "`guestpipe init` writes one"


def _toml(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        complaint, _, place = str(error).partition(" (at ")
        numbers = re.findall(r"[0-9]+", place)
        where = ":".join([str(path), *numbers])
        raise DeclarationError(f"`{path.name}` is not TOML: {_lower(complaint)}", where=where) from error


def _validated(model: type[M], content: dict[str, Any], path: Path, text: str) -> M:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        errors = error.errors()
        deepest = [e for e in errors if not any(o["loc"][: len(e["loc"])] == e["loc"] != o["loc"] for o in errors)]
        complaints = [_complaint(model, entry, path, text) for entry in deepest]
        if len(complaints) == 1:
            what, where, hint = complaints[0]
            raise DeclarationError(what, where=where, hint=hint) from error
        raise DeclarationError(
            f"`{path.name}` has {len(complaints)} mistakes",
            where=str(path),
            detail=tuple(f"{where}: {what}" + (f" ({hint})" if hint else "") for what, where, hint in complaints),
        ) from error


def _complaint(model: type[BaseModel], error: ErrorDetails, path: Path, text: str) -> tuple[str, str, str | None]:
    keys = error["loc"]
    dotted = _dotted(keys)
    place = f"{path}{_line_of(text, keys)}"
    where = f"{place}: {dotted}" if dotted else place
    if error["type"] == "extra_forbidden":
        return f"unknown key `{keys[-1]}`", where, suggestion(str(keys[-1]), _keys_at(model, keys[:-1]))
    if error["type"] == "missing":
        return f"`{dotted}` is missing", place, None
    message = _message(error)
    given = error["input"]
    shown = f", not `{given}`" if isinstance(given, str | int | float | bool) and len(str(given)) < 60 else ""
    return f"`{dotted or path.name}` {message}{shown}", where, None


_WORDS = {"a valid tuple": "a list", "a valid string": "text", "a valid dictionary": "a table"}
"""Python's words for what TOML has other words for."""


def _message(error: ErrorDetails) -> str:
    """Return pydantic's message as the rest of a sentence that begins with the key."""
    if error["type"] == "string_pattern_mismatch":
        return f"should be {PATTERNS.get(error['ctx']['pattern'], 'text of another form')}"
    message = _lower(error["msg"].removeprefix("Value error, "))
    message = re.sub(r"^(input|string|tuple|value|number|list|dictionary) should", "should", message)
    message = re.sub(r"'([^']*)'", r"`\1`", message)
    for theirs, ours in _WORDS.items():
        message = message.replace(theirs, ours)
    return message if message.startswith(("should", "must", "takes", "needs", "names")) else f"is not right: {message}"


def _keys_at(model: type[BaseModel], keys: Sequence[int | str]) -> list[str]:
    here: Any = model
    for key in keys:
        field = here.model_fields.get(str(key).replace("-", "_")) if hasattr(here, "model_fields") else None
        if field is None:
            continue  # an item of a list or mapping: its model is that of the field
        arguments = [field.annotation, *getattr(field.annotation, "__args__", ())]
        here = next((a for a in arguments if isinstance(a, type) and issubclass(a, BaseModel)), None)
        if here is None:
            return []
    return [field.alias or name for name, field in cast("type[BaseModel]", here).model_fields.items()]


def _dotted(keys: Sequence[int | str]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


_KEY = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
"""A key of TOML, plain or quoted."""


def _line_of(text: str, keys: Sequence[int | str]) -> str:
    """Return `:LINE` of the deepest of `keys` that stands in `text` by name; empty when none does."""
    names = [str(key) for key in keys if isinstance(key, str)]
    table: list[str] = []
    best, depth = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if header := re.match(r"\[\[?\s*([^\]]+?)\s*\]", stripped):
            table = [part.strip().strip("\"'") for part in header[1].split(".")]
            path = table
        elif entry := re.match(rf"({_KEY}(?:\s*\.\s*{_KEY})*)\s*=", stripped):
            path = table + [part.strip("\"'") for part in re.findall(_KEY, entry[1])]
        else:
            continue
        if len(path) > depth and path == names[: len(path)]:
            best, depth = f":{number}", len(path)
    return best


def _line_suffix(text: str, complaint: str) -> str:
    line = _duplicate_line(text, complaint)
    return f":{line}" if line else ""


def _duplicate_line(text: str, complaint: str) -> int | None:
    """Return the line of the second place where a key that tomlkit calls a duplicate stands."""
    match = re.search(r'"([^"]+)" already exists', complaint)
    if match is None:
        return None
    pattern = re.compile(rf"\s*(\[+)?\s*[\"']?{re.escape(match[1])}[\"']?\s*[=\]]")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)]
    return lines[-1] if lines else None


def _lower(sentence: str) -> str:
    starts_with_a_word = not sentence[1:2].isupper()
    return (sentence[:1].lower() + sentence[1:] if starts_with_a_word else sentence).rstrip(".")
