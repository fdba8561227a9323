"""The Recipe: how to make one thing from other things; what `recipe.toml` says."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from guestpipe.model.base import Flag, Line, Model, Name, PackageName

Role = Literal[
    "kernel", "libc", "libc-headers", "stubs", "runtime", "program", "files", "image", "guest", "vmm", "bignum"
]
"""What a guest binds to a recipe. `image` is bound once for each format, `files` if the guest has any."""

InputName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9+.-]*\??$")]
"""A role or the name of a recipe; with `?`, a role that may be unbound."""

SettingName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$")]


class DebianSource(Model):
    """A file of a Debian source package, pinned in the lock."""

    debian: Name
    """The source package."""
    file: Line
    """Which of its files: a glob over the file names, such as `*.orig.tar.*`."""


class Offers(Model):
    """What a kernel or a tier of stubs can do; the resolver refuses a guest that asks for more."""

    cpus: int = Field(default=1, ge=1)
    """The most processors that it uses."""
    threads: bool = False
    """Whether the program side may start threads."""
    sched_hz: bool = False
    """Whether it can do without ticks, so that their rate is the guest's to say."""
    files: bool = False
    """Whether the program finds the files of `program.files`."""


class Member(Model):
    """One recipe of a family: adds to what the family has in common."""

    summary: Line = ""
    inputs: tuple[InputName, ...] = Field(default=(), strict=False)
    environment: dict[Name, Line] = Field(default_factory=dict)


class Recipe(Model):
    """How to make one thing from other things.

    The folder `recipes/<name>/` holds `recipe.toml`, `build.sh` (unless `kind` is `tools`) and own sources.
    """

    summary: Line
    kind: Literal["build", "tools", "haskell"] = "build"
    """`build` runs build.sh; `tools` unites Debian packages to a root folder; `haskell` is a template: `guestpipe lock`
    makes a recipe `haskell-<package>` of it for each Haskell package."""
    provides: Role | None = None
    """The role that this recipe can fill."""
    variant: Name | None = None
    """Which word of the guest chooses it for that role, such as `geekos`."""
    stands_for: Name | None = None
    """For the role `bignum`: the recipe in whose place it is taken, under that recipe's name."""
    inputs: tuple[InputName, ...] = Field(default=(), strict=False)
    """Roles and recipes whose objects build.sh reads, at `/in/<name>`."""
    tools: Name | None = None
    """The recipe of kind `tools` whose root build.sh sees as `/`."""
    packages: tuple[PackageName, ...] = Field(default=(), strict=False)
    """For `tools`: Debian packages; for `haskell`: packages that Debian has the source of. What they need is found by
    `guestpipe lock`."""
    package_flags: dict[PackageName, Annotated[tuple[Flag, ...], Field(strict=False)]] = Field(default_factory=dict)
    """For `haskell`: flags of packages, `-NAME` off or `+NAME` on."""
    without: tuple[Name, ...] = Field(default=(), strict=False)
    """For `tools`: dependencies to leave out, with all that only they need."""
    links: dict[Line, Line] = Field(default_factory=dict)
    """For `tools`: symbolic links to add to the root, path = target."""
    source: dict[Name, DebianSource] = Field(default_factory=dict)
    """Sources by name, at `/source/<name>`; a guest may replace each by `[source.<name>]`."""
    patches: tuple[Name, ...] = Field(default=(), strict=False)
    """Folders of `patches/`, at `/patches/<folder>`."""
    settings: tuple[SettingName, ...] = Field(default=(), strict=False)
    """What build.sh reads of the guest, each a file `/settings/<name>`."""
    environment: dict[Name, Line] = Field(default_factory=dict)
    limit_s: int = Field(default=3600, ge=1)
    """How long build.sh may run."""
    offers: Offers | None = None
    licence: Line | None = None
    """SPDX expression for what it puts into images; `NONE` if its authors gave none. Unset: it puts nothing there."""
    family: dict[Name, Member] = Field(default_factory=dict)
    """Recipes that share this folder: each is named `<folder>-<member>`."""

    @model_validator(mode="after")
    def _kind_fits(self) -> Self:
        if self.kind == "tools":
            wrong = [
                key
                for key in ("inputs", "tools", "source", "patches", "settings", "environment", "family")
                if getattr(self, key)
            ]
            if wrong:
                raise ValueError(f'`{wrong[0]}` means nothing for `kind = "tools"`')
            if not self.packages:
                raise ValueError('`kind = "tools"` needs `packages`')
        elif self.links or self.without or (self.packages and self.kind == "build"):
            raise ValueError('`packages`, `without` and `links` need `kind = "tools"`')
        elif self.package_flags and self.kind == "build":
            raise ValueError('`package-flags` needs `kind = "haskell"`')
        elif self.tools is None:
            raise ValueError("needs `tools`: the recipe whose programs build.sh runs")
        return self
