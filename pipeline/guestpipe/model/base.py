"""The one configuration of every model, and the kinds of text that may stand in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

NAME = r"^[a-z0-9][a-z0-9+.-]*$"
LINE = r"^[^\x00-\x1f\x7f]*$"
DIGEST = r"^[0-9a-f]{64}$"

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=100)]
"""A name of a guest, recipe, source or input: what Nix allows in a base name, lower case."""

Line = Annotated[str, StringConstraints(pattern=LINE)]
"""Text on one line."""

Sha256 = Annotated[str, StringConstraints(pattern=DIGEST)]

PATTERNS = {
    NAME: "small letters, digits, `+`, `.` and `-`, and begin with a letter or digit",
    LINE: "text on one line without control characters",
    DIGEST: "the 64 small hexadecimal digits of a sha256",
}
"""What each pattern says, in words."""


class Model(BaseModel):
    """Frozen, strict, and no key that we do not know; TOML keys are spelt with `-` where Python has `_`."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        populate_by_name=True,
        alias_generator=lambda field: field.replace("_", "-"),
        use_attribute_docstrings=True,
    )
