"""The host's apt client in a private state: no root, the host's own archives, proxies and certificates. Only stdlib.

The state is a folder of the cache. What it takes from the host is copied anew at each use, so that a change there is
followed; apt itself checks the archives' signatures.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from guestpipe.errors import FetchError, HostError

RELEASE = "bookworm"
"""Code name of the Debian release that the packages come from, whatever release the host runs."""

SOURCES_VARIABLE = "GUESTPIPE_DEBIAN_SOURCES"
"""Names a file in the form of sources.list(5) that stands in for the host's own sources."""

_RELEASES = ("bullseye", "bookworm", "trixie", "forky", "sid", "oldstable", "stable", "testing", "unstable")
_SUITE = re.compile(rf"({'|'.join(_RELEASES)})(-updates|-security)?/?")
_KEPT = re.compile(
    r"Acquire::(?!IndexTargets|Languages|GzipIndexes|Changelogs|CompressionTypes)|Dir::Etc::(netrc|trusted)"
)
_DUMPED = re.compile(r'([A-Za-z0-9:@/._+-]+) "([^"]*)";')
_POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Source:
    """One archive of Debian, as the host's configuration names it."""

    uris: str
    suite: str
    options: tuple[tuple[str, str], ...] = ()
    """Further fields of the entry, such as `Signed-By`."""


def settings(dump: str, folder: Path) -> str:
    """Return the apt.conf of the state in `folder`; `dump`, of `apt-config dump`, gives the settings for acquiring.

    Hooks of the host do not come along: some delete what was fetched.
    """
    kept = [f'{key} "{value}";' for key, value in _DUMPED.findall(dump) if value and _KEPT.match(key)]
    own = {
        "Dir::State": f"{folder}/state",
        "Dir::State::status": f"{folder}/state/status",
        "Dir::Cache": f"{folder}/cache",
        "Dir::Log": f"{folder}",
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": f"{folder}/sources.list.d",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": f"{folder}/none",
        "Dir::Etc::parts": f"{folder}/none",
        "Dir::Etc::main": "/dev/null",
        "APT::Architecture": "amd64",
        "APT::Architectures": "amd64",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
        "APT::Get::Host-Architecture": "amd64",
        "Acquire::Languages": "none",
        "Acquire::GzipIndexes": "true",
        "Debug::NoLocking": "true",
    }
    return "".join(f"{line}\n" for line in [*kept, *(f'{key} "{value}";' for key, value in own.items())])


def debian_sources(texts: Iterable[str]) -> tuple[Source, ...]:
    """Return Debian's own archives among the entries of `texts`, each a file in either form of sources.list(5)."""
    found: dict[Source, None] = {}
    for text in texts:
        entries = _stanzas(text) if re.search(r"^\s*Types:", text, re.MULTILINE) else _lines(text)
        for entry in entries:
            found.update(dict.fromkeys(_of_debian(entry)))
    return tuple(found)


def sources_text(sources: Sequence[Source]) -> str:
    """Return a debian.sources file that reads binary and source packages from `sources`."""
    stanzas = []
    for source in sources:
        lines = ["Types: deb deb-src", f"URIs: {source.uris}", f"Suites: {source.suite}", "Components: main"]
        stanzas.append("\n".join([*lines, *(f"{key}: {value}" for key, value in source.options)]) + "\n")
    return "\n".join(stanzas)


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", kept):
        entry: dict[str, str] = {}
        key = ""
        for line in stanza.splitlines():
            if line[:1] in {" ", "\t"} and key:
                entry[key] += "\n" + line
                continue
            key, _, value = line.partition(":")
            key = key.strip().lower()
            entry[key] = value.strip()
        if entry.get("enabled", "yes").lower() not in {"no", "false", "0", "off"}:
            yield entry


def _lines(text: str) -> Iterator[dict[str, str]]:
    for line in text.splitlines():
        match = re.fullmatch(r"\s*(deb)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+?)\s*(?:#.*)?", line)
        if match:
            options = dict(option.split("=", 1) for option in (match[2] or "").split() if "=" in option)
            yield {"types": match[1], "uris": match[3], "suites": match[4], "components": match[5]} | options


def _of_debian(entry: Mapping[str, str]) -> Iterator[Source]:
    signed = entry.get("signed-by", "")
    if "deb" not in entry.get("types", "").split() or "main" not in entry.get("components", "").split():
        return
    if signed and "debian" not in signed and "BEGIN PGP" not in signed:
        return
    names = {"signed-by": "Signed-By", "trusted": "Trusted", "check-valid-until": "Check-Valid-Until"}
    options = tuple((names[key], entry[key]) for key in sorted(names) if key in entry)
    for suite in entry.get("suites", "").split():
        if match := _SUITE.fullmatch(suite):
            yield Source(entry.get("uris", ""), RELEASE + (match[2] or ""), options)


@dataclass(frozen=True)
class Apt:
    """A private apt state in `folder`; `environ` is what the user's environment says (proxies, `PATH`)."""

    folder: Path
    environ: Mapping[str, str]
    etc: Path = field(default=Path("/etc/apt"))
    """Where the host's sources are."""

    def updated_s(self) -> float | None:
        """Return how long ago the lists were fetched, or None if they never were."""
        try:
            return max(0.0, time.time() - (self.folder / "updated").stat().st_mtime)
        except FileNotFoundError:
            return None

    def update(self, progress: Callable[[], None] = lambda: None) -> None:
        """Fetch the lists of the host's Debian archives."""
        self._prepare()
        with self.locked(exclusive=True):
            try:
                self.run("apt-get", "update", progress=progress)
            except FetchError as error:
                raise FetchError(
                    "the lists of Debian's archive could not be fetched",
                    detail=error.detail,
                    hint=f"check the network and apt's proxy; {SOURCES_VARIABLE} can name another mirror",
                ) from error
            (self.folder / "updated").touch()

    def indexes(self, kind: str) -> Iterator[str]:
        """Yield the text of each list of `kind`, `Packages` or `Sources`, that Debian itself made."""
        self._prepare()
        with self.locked(exclusive=False):
            listed = self.run("apt-get", "indextargets", "--format", "$(CREATED_BY)|$(ORIGIN)|$(FILENAME)")
            helper = self._helper()
            for line in sorted(listed.splitlines()):
                created_by, origin, name = line.split("|", 2)
                if created_by == kind and origin == "Debian":
                    yield self.run(helper, "cat-file", name)

    def download(self, arguments: Sequence[str], into: Path, progress: Callable[[], None] = lambda: None) -> None:
        """Run apt-get with `arguments` in the folder `into`."""
        self._prepare()
        with self.locked(exclusive=False):
            self.run("apt-get", *arguments, folder=into, progress=progress)

    @contextmanager
    def locked(self, *, exclusive: bool) -> Iterator[None]:
        """Keep other processes from changing (`exclusive`: from reading) the lists meanwhile."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            yield

    def run(
        self, program: str, *arguments: str, folder: Path | None = None, progress: Callable[[], None] = lambda: None
    ) -> str:
        """Return what `program` prints; raises FetchError with its own words. What `progress` raises stops it."""
        env = {**self.environ, "LC_ALL": "C.UTF-8", "APT_CONFIG": str(self.folder / "apt.conf")}
        with subprocess.Popen(
            [self._found(program), *arguments],
            cwd=folder or self.folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            output, words = _followed(child, progress)
        if child.returncode != 0:
            lines = [line for line in words.splitlines() if line.strip()]
            what = f"`{Path(program).name} {arguments[0]}` failed with status {child.returncode}"
            raise FetchError(what, detail=tuple(lines[-20:]))
        return output

    def _found(self, program: str) -> str:
        path = shutil.which(program, path=self.environ.get("PATH", "/usr/bin:/bin"))
        if path is None:
            raise HostError(
                f"there is no `{program}` on this machine, and the pinned packages are Debian's",
                hint="use a substituter that has the objects, or install apt (most distributions package it as `apt`)",
            )
        return path

    def _prepare(self) -> None:
        """Make the state's folders and files, and copy what the host's configuration says now."""
        for name in ("state/lists/partial", "cache/archives/partial", "sources.list.d", "none"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "state/status").touch()
        sources = debian_sources(self._host_sources())
        if not sources:
            raise HostError(
                "this machine's apt configuration names no archive of Debian",
                where=self.environ.get(SOURCES_VARIABLE, str(self.etc)),
                hint=f"write your Debian mirror into a file such as debian.sources and name it in {SOURCES_VARIABLE}",
            )
        _write(self.folder / "sources.list.d/guestpipe.sources", sources_text(sources))
        _write(self.folder / "apt.conf", settings(self._host_settings(), self.folder))

    def _host_settings(self) -> str:
        command = [self._found("apt-config"), "dump"]
        return subprocess.run(command, env=dict(self.environ), capture_output=True, text=True, check=False).stdout

    def _helper(self) -> str:
        """Return apt-helper, which is in no PATH but beside the folder of apt's methods."""
        methods = dict(_DUMPED.findall(self._host_settings())).get("Dir::Bin::methods", "/usr/lib/apt/methods")
        return str(Path(methods).with_name("apt-helper"))

    def _host_sources(self) -> list[str]:
        if named := self.environ.get(SOURCES_VARIABLE):
            files = [Path(named)]
        else:
            parts = self.etc / "sources.list.d"
            files = [self.etc / "sources.list", *sorted(parts.glob("*.list")), *sorted(parts.glob("*.sources"))]
        return [file.read_text(errors="replace") for file in files if file.is_file()]


def _followed(child: subprocess.Popen[str], progress: Callable[[], None]) -> tuple[str, str]:
    try:
        while True:
            try:
                return child.communicate(timeout=_POLL_S)
            except subprocess.TimeoutExpired:
                progress()
    except BaseException:
        child.terminate()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
        raise


def _write(file: Path, text: str) -> None:
    """Replace `file` by one that says `text`, unless it does already."""
    if file.is_file() and file.read_text() == text:
        return
    other = file.with_name(f".{file.name}.{time.monotonic_ns()}")
    other.write_text(text)
    other.rename(file)
