"""Haskell packages of Debian's source: what `guestpipe lock` reads in their descriptions, pins, and refuses by name."""

from __future__ import annotations

import gzip
import lzma
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

import pinned
from debian_world import World, member, tar
from guestpipe import haskell
from guestpipe.cli.main import main
from guestpipe.debian import Archive, Source, of
from guestpipe.errors import DeclarationError
from guestpipe.haskell import Asked, Description
from guestpipe.model.lock import Lock, LockedHaskell
from guestpipe.parse import read_lock
from guestpipe.resolve.catalogue import read
from guestpipe.resolve.packages import spelling, with_packages
from libc_world import CHECKOUT

KNOWN = frozenset({"base", "bytestring", "ghc-prim"})


def archive(**binaries: str) -> Archive:
    """Return an archive in which each source package makes the packages that are named."""
    return of((), (Source(name.replace("_", "-"), "1", (), tuple(made.split())) for name, made in binaries.items()))


def described(**facts: str) -> Description:
    told = {"name": "x", "version": "1.0", "build_type": "Simple", "needs": "base"} | facts
    return Description(
        {kind.replace("_", "-").replace("cxx", "c++"): tuple(text.split("|")) for kind, text in told.items()}
    )


def pin(wanted: dict[str, tuple[str, ...]], held: Archive, told: Mapping[str, Description]) -> list[LockedHaskell]:
    return list(haskell.pin(wanted, KNOWN, held, lambda asked: told[asked.name]))


def test_a_package_brings_what_it_needs_and_no_package_that_has_a_recipe() -> None:
    held = archive(haskell_x="libghc-x-dev libghc-x-doc", haskell_y="libghc-y-dev", haskell_z="libghc-z-dev")
    told = {"x": described(needs="base|y"), "y": described(name="y", needs="ghc-prim", version="2.1")}
    assert pin({"x": ()}, held, told) == [
        LockedHaskell(name="x", version="1.0", debian="haskell-x", needs=("base", "y")),
        LockedHaskell(name="y", version="2.1", debian="haskell-y", needs=("ghc-prim",)),
    ]


def test_the_source_package_is_the_one_that_makes_the_library_whatever_it_is_called() -> None:
    held = archive(hunit="libghc-hunit-dev", haskell_quickcheck="libghc-quickcheck2-dev")
    told = {"HUnit": described(name="HUnit"), "QuickCheck": described(name="QuickCheck")}
    found = pin({"HUnit": (), "QuickCheck": ("-templateHaskell",)}, held, told)
    assert [(one.debian, one.flags) for one in found] == [("hunit", ()), ("haskell-quickcheck", ("-templateHaskell",))]


def test_a_package_that_its_authors_call_haskell_something_is_found() -> None:
    held = archive(haskell_src_exts="libghc-src-exts-dev")
    (found,) = pin({"haskell-src-exts": ()}, held, {"haskell-src-exts": described(name="haskell-src-exts")})
    assert found.debian == "haskell-src-exts"


def test_a_package_is_asked_again_when_it_may_do_without_what_is_nowhere() -> None:
    asked: list[Asked] = []

    def describe(one: Asked) -> Description:
        asked.append(one)
        return described() if "win" in one.missing else described(needs="base|win")

    assert haskell.pin({"x": ()}, KNOWN, archive(haskell_x="libghc-x-dev"), describe)[0].needs == ("base",)
    assert ["win" in one.missing for one in asked] == [False, True]


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"lacks": "ghc"}, "`x` needs `ghc`, which is a part of the compiler"),
        ({"lacks": "nowhere"}, "`x` needs `nowhere`, which Debian does not have"),
        ({"build_type": "Configure"}, "`x` is built by a script `configure`, which would ask the build machine"),
        ({"build_type": "Custom"}, "`x` is built by a program of its own"),
        ({"build_type": "Make"}, "`x` is built by a program of its own"),
        ({"no_library": "-"}, "`x` has no library that could be built for a guest"),
        ({"not_buildable": "-"}, "`x` has no library that could be built for a guest"),
        ({"sublibrary": "x-internal"}, "`x` has a library within itself, `x-internal`"),
        ({"c_library": "m|z"}, "`x` needs the C library `z`, which guests do not have"),
        ({"pkgconfig": "libcurl"}, "`x` needs the C library `libcurl`"),
        ({"cxx": "cbits/a.cc"}, "`x` has C++ in it"),
        ({"tool": "hsc2hs|alex"}, "`x` is made with the program `alex`"),
        ({"unknown_flag": "fst", "flag": "fast|slow"}, "`x` has no flag `fst`"),
    ],
)
def test_what_a_guest_cannot_have_is_refused_by_name(facts: dict[str, str], complaint: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        pin({"x": ()}, archive(haskell_x="libghc-x-dev"), {"x": described(**facts)})
    assert caught.value.what.startswith(complaint)
    assert caught.value.hint


@pytest.mark.parametrize("facts", [{"c_library": "m|pthread"}, {"tool": "hsc2hs"}])
def test_what_a_guest_has_is_not(facts: dict[str, str]) -> None:
    assert pin({"x": ()}, archive(haskell_x="libghc-x-dev"), {"x": described(**facts)})


def test_a_package_that_debian_does_not_have_is_refused_with_what_it_may_have_meant() -> None:
    with pytest.raises(DeclarationError) as caught:
        pin({"vectr": ()}, archive(haskell_vector="libghc-vector-dev"), {})
    assert caught.value.what == "there is no Haskell package `vectr` in Debian"
    assert caught.value.hint == "did you mean `vector`?"


def test_one_that_is_like_no_other_is_told_what_else_there_is_to_do() -> None:
    many = {f"haskell_x{n}": f"libghc-x{n}-dev" for n in range(20)}
    with pytest.raises(DeclarationError) as caught:
        pin({"nothing-like-it": ()}, archive(**many), {})
    assert caught.value.hint == (
        "take its modules among `program.sources`, or write a recipe `haskell-…`, as recipes/haskell-parsec is one"
    )


def test_what_is_the_compilers_own_is_refused_as_such_when_a_guest_asks_for_it() -> None:
    with pytest.raises(DeclarationError) as caught:
        pin({"ghc": ()}, archive(haskell_gi="libghc-gi-dev"), {})
    assert caught.value.what == "`ghc` is a part of the compiler, and guests do not have it"
    assert caught.value.where == "program.packages"


def test_what_came_along_and_cannot_be_is_refused_with_who_brought_it() -> None:
    held = archive(haskell_x="libghc-x-dev", haskell_y="libghc-y-dev", haskell_z="libghc-z-dev")
    told = {
        "x": described(needs="base|y"),
        "y": described(name="y", needs="z"),
        "z": described(name="z", build_type="Custom"),
    }
    with pytest.raises(DeclarationError) as caught:
        pin({"x": ()}, held, told)
    assert caught.value.what.startswith("`z` is built by a program of its own")
    assert caught.value.detail == ("`x` needs `y`, which needs `z`",)
    with pytest.raises(DeclarationError) as asked:
        pin({"x": (), "z": ()}, held, told)
    assert asked.value.detail == ()


def test_a_package_in_other_letters_is_refused_with_its_own() -> None:
    with pytest.raises(DeclarationError) as caught:
        pin(
            {"quickcheck": ()},
            archive(haskell_quickcheck="libghc-quickcheck2-dev"),
            {"quickcheck": described(name="QuickCheck")},
        )
    assert caught.value.hint == "did you mean `QuickCheck`?"


def test_each_way_in_which_the_pinned_packages_are_not_those_asked_for_is_named() -> None:
    x, y = (LockedHaskell(name=name, version="1", debian="d", needs=("base",)) for name in "xy")
    assert list(haskell.complaints(Lock(haskell=(x,)), {"x": ()}, KNOWN)) == []
    assert list(haskell.complaints(Lock(), {"x": (), "base": ()}, KNOWN)) == ["Haskell package `x` is not pinned"]
    assert list(haskell.complaints(Lock(haskell=(x, y)), {"x": ()}, KNOWN)) == ["Haskell package `y` is needed by none"]
    told = list(haskell.complaints(Lock(haskell=(x,)), {"x": ("+fast",)}, KNOWN))
    assert told == ["Haskell package `x` is pinned with other flags than are asked for"]


def test_a_locked_package_is_a_recipe_with_all_that_is_beneath_it_and_a_folder_of_its_name_wins() -> None:
    ours = read([CHECKOUT / "recipes"])
    y = LockedHaskell(name="Y", version="1", debian="haskell-y", needs=("containers",), flags=("+fast", "-slow"))
    x = LockedHaskell(name="x", version="1", debian="haskell-x", needs=("Y", "base"))
    mtl = LockedHaskell(name="mtl", version="9", debian="haskell-mtl")
    made = with_packages(ours, Lock(haskell=(x, y, mtl)))
    assert {"haskell-y", "haskell-containers", "haskell-deepseq", "haskell-ghc-prim"} <= set(
        made["haskell-x"].recipe.inputs
    )
    assert made["haskell-y"].recipe.environment["flags"] == "+fast -slow"
    assert spelling(made["haskell-y"]) == "Y"
    assert set(made["haskell-x"].recipe.source) == {"haskell-x", "haskell-x.debian"}
    assert made["haskell-mtl"] == ours["haskell-mtl"]


needs_apt = pytest.mark.skipif(shutil.which("apt-get") is None, reason="this host has no apt, so it cannot make a lock")

SIMPLE = (
    "cabal-version: >=1.10\nname: Tiny\nversion: 0.1\nbuild-type: Simple\nlibrary\n  default-language: Haskell2010\n"
)

DOCTEST = "import Distribution.Extra.Doctest ( defaultMainWithDoctests )"


class Project:
    """A guest, and an archive in which packages are published for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World(folder / "archive")
        self.world.package("unused", "1.0")

    def package(
        self, cabal: str, setup: str = "import Distribution.Simple\nmain = defaultMain\n", patch: str = ""
    ) -> None:
        """Publish the source of a package `Tiny`, version 0.1."""
        orig = [member("Tiny-0.1/Tiny.cabal", cabal.encode()), member("Tiny-0.1/Setup.hs", setup.encode())]
        debian = [member("debian/control", b"Source: haskell-tiny\n")]
        if patch:
            debian += [member("debian/patches/series", b"# one\nbase.patch\n")]
            debian += [member("debian/patches/base.patch", patch.encode())]
        files = {
            "haskell-tiny_0.1.orig.tar.gz": gzip.compress(tar(orig)),
            "haskell-tiny_0.1-1.debian.tar.xz": lzma.compress(tar(debian)),
        }
        self.world.source("haskell-tiny", "0.1-1", files)

    def lock(self, *packages: str, flags: str = "", check: bool = False) -> int:
        """Lock a guest with `packages`; return the exit code."""
        listed = ", ".join(f'"{name}"' for name in packages)
        table = f"package-flags = {flags}\n" if flags else ""
        text = f'name = "g"\n[program]\nlanguage = "haskell"\nsources = ["Main.hs"]\npackages = [{listed}]\n{table}'
        (self.folder / "guest.toml").write_text(text)
        return main(["lock", "--guest", str(self.folder / "guest.toml"), *(["--check", "--offline"] if check else [])])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project whose host knows only its own archive."""
    made = Project(tmp_path)
    for key, value in made.world.environ(os.environ).items():
        monkeypatch.setenv(key, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GUESTPIPE_STORE", str(pinned.STORE))
    return made


@needs_apt
def test_a_guest_locks_a_package_that_does_not_come_with_guestpipe(project: Project) -> None:
    project.package(SIMPLE + "  build-depends: base, vector\n  exposed-modules: Tiny\n")
    assert project.lock("Tiny", "containers") == 0
    held = read_lock(project.folder / "guestpipe.lock")
    assert [(one.name, one.version, one.needs) for one in held.haskell] == [("Tiny", "0.1", ("base", "vector"))]
    assert [source.name for source in held.source] == ["haskell-tiny", "haskell-tiny.debian"]
    assert project.lock("Tiny", "containers", check=True) == 0
    assert project.lock("containers", check=True) == 65


@needs_apt
def test_flags_decide_what_a_package_needs(project: Project) -> None:
    cabal = "flag fast\n  default: True\n  manual: True\n" + "library\n  if flag(fast)\n    build-depends: vector\n"
    project.package(SIMPLE.replace("library\n", cabal) + "  build-depends: base\n  exposed-modules: Tiny\n")
    assert project.lock("Tiny", flags='{ Tiny = ["-fast"] }') == 0
    (tiny,) = read_lock(project.folder / "guestpipe.lock").haskell
    assert (tiny.needs, tiny.flags) == (("base",), ("-fast",))


@needs_apt
def test_debians_own_patches_come_first(project: Project) -> None:
    project.package(
        SIMPLE + "  build-depends: base, nowhere\n",
        patch="--- a/Tiny.cabal\n+++ b/Tiny.cabal\n@@ -6,3 +6,3 @@\n library\n   default-language: Haskell2010\n"
        "-  build-depends: base, nowhere\n+  build-depends: base\n",
    )
    assert project.lock("Tiny") == 0


@needs_apt
@pytest.mark.parametrize(
    ("cabal", "setup", "complaint"),
    [
        (SIMPLE + "  build-depends: base, nowhere\n", "", "`Tiny` needs `nowhere`, which Debian does not have"),
        (SIMPLE + "  build-depends: base, ghc\n", "", "`Tiny` needs `ghc`, which is a part of the compiler"),
        (SIMPLE + "  build-depends: base\n  extra-libraries: z\n", "", "`Tiny` needs the C library `z`"),
        (SIMPLE.replace("Simple", "Configure"), "main = hooks\n", "`Tiny` is built by a script `configure`"),
        (SIMPLE.replace("Simple", "Custom"), "main = myOwn\n", "`Tiny` is built by a program of its own"),
        (
            SIMPLE.replace("Simple", "Custom"),
            "import Distribution.Simple\nmain = defaultMain >> myOwn\n",
            "`Tiny` is built by a program of its own",
        ),
        ("name Tiny\n", "", "the description of `Tiny` cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_by_the_command(
    cabal: str, setup: str, complaint: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.package(cabal, setup)
    assert project.lock("Tiny") in {65, 100}
    assert complaint in capsys.readouterr().err
    assert not (project.folder / "guestpipe.lock").exists()


@needs_apt
@pytest.mark.parametrize(
    "lines",
    [
        (
            "#!/usr/bin/runghc",
            "-- | Builds.",
            "module Main (main) where",
            "import Distribution.Simple",
            "main=defaultMain",
        ),
        ("> import Distribution.Simple (defaultMain)", "> main :: IO ()", "> main = defaultMain"),
        (DOCTEST, "", "main :: IO ()", 'main = defaultMainWithDoctests "doctests"'),
        (
            *("{-# LANGUAGE CPP #-}", "#if MIN_VERSION_cabal_doctest(1,0,0)", DOCTEST),
            *('main = defaultMainWithDoctests "doctests"', "#else", "#warning No \\", "  doctests."),
            *("import Distribution.Simple", "main :: IO ()", "main = defaultMain", "#endif"),
        ),
    ],
    ids=["the-default", "literate", "cabal-doctest", "one-or-the-other"],
)
def test_a_setup_that_does_what_the_default_does_is_none_of_its_own(lines: tuple[str, ...], project: Project) -> None:
    project.package(SIMPLE.replace("Simple", "Custom") + "  build-depends: base\n", "\n".join((*lines, "")))
    assert project.lock("Tiny") == 0


@needs_apt
def test_what_a_program_needs_that_a_package_has_beside_its_library_is_not_asked_for(project: Project) -> None:
    program = "executable beside\n  main-is: Beside.hs\n  build-depends: base, nowhere\n"
    project.package(SIMPLE + "  build-depends: base\n  exposed-modules: Tiny\n" + program)
    assert project.lock("Tiny") == 0
    (tiny,) = read_lock(project.folder / "guestpipe.lock").haskell
    assert tiny.needs == ("base",)


@needs_apt
def test_a_patch_that_does_not_apply_is_named(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.package(SIMPLE, patch="--- a/Tiny.cabal\n+++ b/Tiny.cabal\n@@ -1,1 +1,1 @@\n-other\n+text\n")
    assert project.lock("Tiny") == 100
    assert "Debian's patch `base.patch` does not apply to `Tiny`" in capsys.readouterr().err


@needs_apt
def test_a_package_that_is_nowhere_is_refused_by_the_command(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.lock("unheard-of") == 65
    assert "there is no Haskell package `unheard-of` in Debian" in capsys.readouterr().err


@needs_apt
def test_flags_of_a_package_that_is_not_asked_for_are_refused(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.lock("containers", flags='{ vector = ["-fast"] }') == 65
    assert "`vector` has flags, and is not among the packages" in capsys.readouterr().err


@needs_apt
def test_the_lock_of_a_guest_is_not_made_without_it(project: Project) -> None:
    project.package(SIMPLE + "  build-depends: base\n")
    assert project.lock("Tiny") == 0
    (project.folder / "recipes").mkdir()
    assert main(["lock", "--recipes", str(project.folder / "recipes")]) == 64


def test_the_list_of_packages_is_no_part_of_what_builds_them() -> None:
    x = LockedHaskell(name="x", version="1", debian="haskell-x", needs=("base",))
    folder = with_packages(read([CHECKOUT / "recipes"]), Lock(haskell=(x,)))["haskell-x"].folder
    assert (folder / "build.sh").is_file()
    assert not (folder / "recipe.toml").exists()


def test_a_template_without_a_script_is_refused(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    (tmp_path / "many/recipe.toml").write_text('summary = "s"\nkind = "haskell"\ntools = "t"\npackages = ["x"]\n')
    with pytest.raises(DeclarationError) as caught:
        read([tmp_path])
    assert caught.value.what == "recipe `many` has no script"
    assert caught.value.where == str(tmp_path / "many/package/build.sh")
