"""The one configuration of every model, and the kinds of text that may stand in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

NAME = r"^[a-z0-9][a-z0-9+.-]*$"
PACKAGE = r"^[A-Za-z0-9][A-Za-z0-9+.-]*$"
FLAG = r"^[+-][A-Za-z0-9_][A-Za-z0-9_-]*$"
LINE = r"^[^\x00-\x1f\x7f]*$"
DIGEST = r"^[0-9a-f]{64}$"

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=100)]
"""A name of a guest, recipe, source or input: what Nix allows in a base name, lower case."""

PackageName = Annotated[str, StringConstraints(pattern=PACKAGE, max_length=90)]
"""A package of Debian's, or one of the program's language as its authors spell it, such as `QuickCheck`."""

Line = Annotated[str, StringConstraints(pattern=LINE)]
"""Text on one line."""

Flag = Annotated[str, StringConstraints(pattern=FLAG)]
"""A flag of a Haskell package, on or off."""

Sha256 = Annotated[str, StringConstraints(pattern=DIGEST)]

ARGUMENT = r"^[^\x00]*$"
VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"

PATTERNS = {
    ARGUMENT: "text without a zero byte",
    VARIABLE: "letters, digits and `_`, and begin with no digit",
    NAME: "small letters, digits, `+`, `.` and `-`, and begin with a letter or digit",
    PACKAGE: "letters, digits, `+`, `.` and `-`, and begin with a letter or digit",
    FLAG: "the name of a flag with `+` or `-` in front",
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
