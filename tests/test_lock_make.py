"""Making a lock: which packages and versions are taken, which stay pinned, what is refused."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guestpipe import debian, lock
from guestpipe.debian import Archive, Package, Source, SourceFile, relations, version_key
from guestpipe.digest import sha256_hex
from guestpipe.errors import DeclarationError
from guestpipe.model.lock import Lock
from guestpipe.model.recipe import DebianSource, Recipe


def package(name: str, version: str = "1", needs: str = "", provides: str = "") -> Package:
    offers = tuple(group[0] for group in relations(provides))
    digest = sha256_hex(f"{name} {version}".encode())
    return Package(name, version, "amd64", digest, 1000, relations(needs), offers)


def archive(*packages: Package, **sources: Mapping[str, str]) -> Archive:
    return debian.of(
        packages,
        (
            Source(name, version, tuple(SourceFile(f, sha256_hex(f.encode()), 9) for f in files.split()))
            for name, versions in sources.items()
            for version, files in versions.items()
        ),
    )


def tools(*packages: str, without: tuple[str, ...] = ()) -> Recipe:
    return Recipe(summary="s", kind="tools", packages=packages, without=without)


def building(**sources: tuple[str, str]) -> Recipe:
    wanted = {name: DebianSource(debian=package, file=file) for name, (package, file) in sources.items()}
    return Recipe(summary="s", tools="root", source=wanted)


def made(held: Archive, recipe: Recipe, old: Lock | None = None, renew: tuple[str, ...] = ()) -> Lock:
    return lock.make({"root": recipe}, held, old or Lock(), renew)


def versions(held: Lock) -> dict[str, str]:
    return {package.name: package.version for package in held.package}


def test_dependencies_are_followed_to_the_end() -> None:
    held = archive(package("a", needs="b (>= 1), c"), package("b", needs="d"), package("c"), package("d"), package("e"))
    result = made(held, tools("a"))
    assert result.roots == {"root": ("a", "b", "c", "d")}
    assert {p.name: p.needs for p in result.package} == {"a": ("b", "c"), "b": ("d",), "c": (), "d": ()}


def test_a_ring_of_packages_ends() -> None:
    assert made(archive(package("a", needs="b"), package("b", needs="a")), tools("a")).roots == {"root": ("a", "b")}


def test_a_package_left_out_takes_along_what_only_it_needs() -> None:
    held = archive(
        package("a", needs="b, c"), package("b", needs="d, e"), package("c", needs="e"), package("d"), package("e")
    )
    result = made(held, tools("a", without=("b",)))
    assert result.roots == {"root": ("a", "c", "e")}
    assert list(lock.complaints(result, {"root": tools("a", without=("b",))})) == []


def test_the_first_alternative_is_taken_unless_a_recipe_names_another() -> None:
    held = archive(package("a", needs="x | y"), package("x"), package("y"))
    assert made(held, tools("a")).roots["root"] == ("a", "x")
    assert made(held, tools("a", "y")).roots["root"] == ("a", "y")


def test_an_alternative_that_is_not_there_or_too_old_is_passed_over() -> None:
    held = archive(package("a", needs="gone | x (>= 2) | y"), package("x", "1"), package("y"))
    assert made(held, tools("a")).roots["root"] == ("a", "y")


def test_a_virtual_package_is_provided_by_the_first_by_name_or_the_one_that_a_recipe_names() -> None:
    held = archive(package("a", needs="awk"), package("mawk", provides="awk"), package("gawk", provides="awk"))
    assert made(held, tools("a")).roots["root"] == ("a", "gawk")
    assert made(held, tools("a", "mawk")).roots["root"] == ("a", "mawk")


def test_a_virtual_package_asked_for_by_version_needs_a_provider_that_says_its_version() -> None:
    held = archive(package("a", needs="v (>= 2)"), package("p", provides="v"), package("q", provides="v (= 3)"))
    assert made(held, tools("a")).roots["root"] == ("a", "q")


def test_the_newest_version_is_taken_and_then_kept() -> None:
    old = made(archive(package("a", "1.9"), package("a", "1.10")), tools("a"))
    assert versions(old) == {"a": "1.10"}
    newer = archive(package("a", "1.10"), package("a", "2"))
    assert made(newer, tools("a"), old) == old
    assert versions(lock.make({"root": tools("a")}, newer, old, None)) == {"a": "2"}


def test_only_the_named_package_is_renewed() -> None:
    old = made(archive(package("a"), package("b")), tools("a", "b"))
    newer = archive(package("a", "1"), package("a", "2"), package("b", "1"), package("b", "2"))
    assert versions(made(newer, tools("a", "b"), old, renew=("a",))) == {"a": "2", "b": "1"}


def test_a_pin_gives_way_when_a_renewed_package_needs_a_newer_one() -> None:
    old = made(archive(package("a", needs="b (= 1)"), package("b")), tools("a"))
    newer = archive(package("a", "2", needs="b (= 2)"), package("a", needs="b (= 1)"), package("b", "2"), package("b"))
    assert versions(made(newer, tools("a"), old, renew=("a",))) == {"a": "2", "b": "2"}


def test_a_pin_gives_way_when_what_it_needs_exactly_is_renewed() -> None:
    old = made(archive(package("a", needs="b (= 1)"), package("b")), tools("a"))
    newer = archive(package("a", "2", needs="b (= 2)"), package("a", needs="b (= 1)"), package("b", "2"))
    assert versions(made(newer, tools("a"), old, renew=("b",))) == {"a": "2", "b": "2"}


def test_a_pin_that_left_the_mirror_stays_until_it_is_renewed() -> None:
    old = made(archive(package("a", needs="b"), package("b")), tools("a"))
    newer = archive(package("a", "2", needs="b"), package("b"))
    kept = made(newer, tools("a"), old)
    assert kept == old
    assert list(lock.gone(kept, newer)) == ["a 1"]
    assert versions(made(newer, tools("a"), old, renew=("a",))) == {"a": "2", "b": "1"}


def test_a_pin_that_left_the_mirror_is_renewed_with_what_it_needs() -> None:
    old = made(archive(package("a", needs="b"), package("b")), tools("a"))
    newer = archive(package("a", "2", needs="b (>= 2)"), package("b", "2"))
    assert versions(made(newer, tools("a"), old, renew=("b",))) == {"a": "2", "b": "2"}


def test_an_unknown_package_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(DeclarationError, match="no Debian package `gcc-21`") as caught:
        made(archive(package("gcc-12")), tools("gcc-21"))
    assert caught.value.where == "recipes/root/recipe.toml: packages"
    assert caught.value.hint == "did you mean `gcc-12`?"


def test_a_dependency_that_nothing_can_fill_is_an_error_that_names_both() -> None:
    with pytest.raises(DeclarationError, match=r"`a` 1 needs `b \(>= 2\) \| c`"):
        made(archive(package("a", needs="b (>= 2) | c"), package("b")), tools("a"))


def test_a_source_file_is_found_by_its_glob_and_signatures_are_not_meant() -> None:
    held = archive(n={"3-1": "n_3.orig.tar.gz n_3.orig.tar.gz.asc n_3-1.dsc"})
    (source,) = lock.make({"lib": building(newlib=("n", "*.orig.tar.*"))}, held, Lock(), ()).source
    assert (source.name, source.package, source.version, source.file) == ("newlib", "n", "3-1", "n_3.orig.tar.gz")


def test_a_source_stays_pinned_until_renewed_or_its_glob_changes() -> None:
    recipes = {"lib": building(s=("n", "*.tar"))}
    old = lock.make(recipes, archive(n={"1": "n1.tar n1.dsc"}), Lock(), ())
    newer = archive(n={"1": "n1.tar n1.dsc", "2": "n2.tar n2.dsc"})
    assert lock.make(recipes, newer, old, ()) == old
    assert lock.make(recipes, newer, old, ("s",)).source[0].version == "2"
    assert lock.make({"lib": building(s=("n", "*.dsc"))}, newer, old, ()).source[0].file == "n2.dsc"


@pytest.mark.parametrize(("glob", "count"), [("*.zip", 0), ("n*", 2)])
def test_a_glob_stands_for_one_file(glob: str, count: int) -> None:
    with pytest.raises(DeclarationError, match=f"stands for {count} files") as caught:
        lock.make({"lib": building(s=("n", glob))}, archive(n={"1": "n1.tar n1.dsc"}), Lock(), ())
    assert "n1.tar, n1.dsc" in (caught.value.hint or "")


def test_two_recipes_may_share_a_source_but_not_its_name_alone() -> None:
    held = archive(n={"1": "n1.tar"}, m={"1": "m1.tar"})
    one, same, other = building(s=("n", "*.tar")), building(s=("n", "*.tar")), building(s=("m", "*.tar"))
    assert len(lock.make({"a": one, "b": same}, held, Lock(), ()).source) == 1
    with pytest.raises(DeclarationError, match="source `s` is not the same"):
        lock.make({"a": one, "b": other}, held, Lock(), ())


def test_an_unknown_source_package_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(DeclarationError, match="no Debian source package `newlob`") as caught:
        lock.make({"a": building(s=("newlob", "*"))}, archive(newlib={"1": "x"}), Lock(), ())
    assert caught.value.hint == "did you mean `newlib`?"


ORDERED = [
    ("1.0~rc1", "1.0"),
    ("1.0", "1.0-1"),
    ("1.0-1", "1.0-1+b1"),
    ("1.9", "1.10"),
    ("9:1", "10:1"),
    ("2", "1:1"),
    ("1.0~~", "1.0~"),
    ("1.0a", "1.0+"),
    ("7.2+dfsg-7+deb12u9", "7.2+dfsg-7+deb12u18"),
    ("1.0-1~deb12u1", "1.0-1"),
]


@pytest.mark.parametrize(("older", "newer"), ORDERED)
def test_versions_are_ordered_as_debian_orders_them(older: str, newer: str) -> None:
    assert version_key(older) < version_key(newer)


_VERSION = st.from_regex(r"([0-3]:)?[0-9][0-9a.+~]{0,5}(-[0-9a+~]{1,3})?", fullmatch=True)


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="dpkg is the judge")
@settings(max_examples=60, deadline=None)
@given(_VERSION, _VERSION)
def test_dpkg_orders_versions_as_we_do(one: str, other: str) -> None:
    judged = subprocess.run(["dpkg", "--compare-versions", one, "lt", other], check=False).returncode == 0
    assert judged == (version_key(one) < version_key(other))


def test_an_index_is_read_to_packages_and_sources() -> None:
    packages = (
        "Package: a\nVersion: 1\nArchitecture: amd64\nPre-Depends: p\nDepends: b:any (>= 1) | c,\n d [amd64]\n"
        f"Provides: v (= 1)\nSize: 7\nSHA256: {'0' * 64}\nDescription: x\n y\n\n"
        f"Package: other\nVersion: 1\nArchitecture: arm64\nSize: 7\nSHA256: {'0' * 64}\n"
    )
    sources = f"Package: s\nVersion: 2\nChecksums-Sha1:\n 00 1 x\nChecksums-Sha256:\n {'1' * 64} 5 s.tar\nHomepage: h\n"
    read = debian.archive([packages], [sources])
    (found,) = read.packages["a"]
    assert [" | ".join(map(str, group)) for group in found.needs] == ["p", "b (>= 1) | c", "d"]
    assert (found.size_bytes, read.providers["v"]) == (7, ("a",))
    assert "other" not in read.packages
    assert read.sources["s"][0].files == (SourceFile("s.tar", sha256_hex(b"")[:0] + "1" * 64, 5),)  # type: ignore[arg-type]
