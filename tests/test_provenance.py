"""`guestpipe provenance`: documents that fit their published schemas, and are the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from google.protobuf.json_format import Parse, ParseDict
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement

from conftest import CHECKOUT, Guestpipe
from guestpipe.provenance.slsa import purl
from guestpipe.resolve.catalogue import read
from worlds import write_tiny

LICENSED = {"kernel-geekos": "NONE", "libc-newlib": "BSD-2-Clause AND BSD-3-Clause", "stubs-minimal": "MIT"}
CONF = "name: tiny-package\nversion: 1.2\nlicense: BSD-3-Clause\ndescription:\n    name: not this\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a guest whose recipes name licences, and that has a Haskell package in it."""
    guest = write_tiny(tmp_path / "project")
    recipes = guest.parent / "recipes"
    for name, licence in LICENSED.items():
        file = recipes / name / "recipe.toml"
        file.write_text(f'licence = "{licence}"\n{file.read_text()}')
    with (recipes / "libc-newlib/recipe.toml").open("a") as file_:
        file_.write('[source.newlib]\ndebian = "newlib"\nfile = "*.orig.tar.*"\n')
    package = recipes / "haskell-tiny-package"
    package.mkdir()
    (package / "recipe.toml").write_text('summary = "h"\ntools = "busybox"\n')
    (package / "build.sh").write_text(
        f'mkdir "$out/package.conf.d"\ncat > "$out/package.conf.d/t.conf" <<END\n{CONF}END\n'
    )
    link = recipes / "link/recipe.toml"
    link.write_text(link.read_text().replace("inputs = [", 'inputs = ["haskell-tiny-package", '))
    return guest


def documents(guestpipe: Guestpipe, word: str | Path, **environment: str) -> tuple[str, str]:
    said = [guestpipe("provenance", word, "--format", kind, **environment) for kind in ("slsa", "cyclonedx")]
    assert all(one.returncode == 0 for one in said), said
    return said[0].stdout, said[1].stdout


def test_the_statement_fits_the_schemas_and_names_every_file_and_source(guestpipe: Guestpipe, tiny: Path) -> None:
    image = Path(guestpipe("realize", tiny).stdout.strip())
    text, _ = documents(guestpipe, tiny)
    told: dict[str, Any] = json.loads(text)
    # The published schemas are protocol buffers: a field that they do not know would be an error here.
    Statement.copy_from_pb(Parse(text, statement_pb2.Statement())).validate()
    ParseDict(told["predicate"], provenance_pb2.Provenance())
    assert told["predicateType"] == "https://slsa.dev/provenance/v1"
    subjects = {one["name"]: one["digest"]["sha256"] for one in told["subject"]}
    files = {path.relative_to(image).as_posix(): path for path in image.rglob("*") if path.is_file()}
    assert subjects == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    names = {one["name"] for one in told["predicate"]["buildDefinition"]["resolvedDependencies"]}
    assert {"newlib_3.3.0.orig.tar.gz", "libc-newlib.recipe", "sample.source"} <= names
    assert any(name.startswith("busybox-static_") for name in names)


def test_the_list_of_components_fits_the_schema_and_has_names_versions_and_licences(
    guestpipe: Guestpipe, tiny: Path
) -> None:
    guestpipe("realize", tiny)
    _, text = documents(guestpipe, tiny)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    found = {one["name"]: one for one in json.loads(text)["components"]}
    assert set(found) == {*LICENSED, "tiny-package"}
    assert found["libc-newlib"]["licenses"] == [{"expression": LICENSED["libc-newlib"]}]
    assert found["libc-newlib"]["version"].startswith("3.3.0")
    assert found["libc-newlib"]["purl"].startswith("pkg:deb/debian/newlib@3.3.0")
    assert found["stubs-minimal"]["licenses"] == [{"license": {"id": "MIT"}}]
    assert found["kernel-geekos"]["type"] == "operating-system"
    assert found["kernel-geekos"]["licenses"] == [{"license": {"name": "none: its authors have not given one"}}]
    assert (found["tiny-package"]["version"], found["tiny-package"]["purl"]) == ("1.2", "pkg:hackage/tiny-package@1.2")


def test_both_are_the_same_bytes_in_another_store_and_by_the_hash_of_the_image(
    guestpipe: Guestpipe, tiny: Path, tmp_path: Path
) -> None:
    # Of its own, as the tests' store may know the same image by another plan.
    here, elsewhere = ({"GUESTPIPE_STORE": str(tmp_path / name)} for name in ("here", "elsewhere"))
    image = guestpipe("realize", tiny, **here).stdout.strip()
    assert guestpipe("realize", tiny, **elsewhere).returncode == 0
    assert documents(guestpipe, tiny, **here) == documents(guestpipe, tiny, **elsewhere)
    assert documents(guestpipe, Path(image).name, **here) == documents(guestpipe, tiny, **here)


def test_both_can_be_written_to_a_folder(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    guestpipe("realize", tiny)
    said = guestpipe("provenance", tiny, "--output", tmp_path / "papers")
    assert said.returncode == 0, said.stderr
    written = tuple((tmp_path / "papers" / name).read_text() for name in ("provenance.json", "components.json"))
    assert written == documents(guestpipe, tiny)


def test_a_statement_is_signed_and_verified(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    guestpipe("realize", tiny)
    public = guestpipe("cache", "keygen", "lab-1", "--out", tmp_path / "secret").stdout.strip()
    written = guestpipe("provenance", tiny, "--key", tmp_path / "secret", "--output", tmp_path / "papers")
    assert written.returncode == 0, written.stderr
    file = tmp_path / "papers/provenance.intoto.json"
    told = json.loads(file.read_text())
    assert told["payloadType"] == "application/vnd.in-toto+json"
    assert base64.b64decode(told["payload"]) == (tmp_path / "papers/provenance.json").read_bytes()
    assert [one["keyid"] for one in told["signatures"]] == ["lab-1"]
    verified = guestpipe("provenance", tiny, "--verify", file, "--trusted-key", public)
    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.startswith("signed by lab-1: ")
    unknown = guestpipe("provenance", tiny, "--verify", file)
    assert unknown.returncode == 77
    assert "signed by `lab-1`, whom you do not trust" in unknown.stderr
    file.write_text(json.dumps({**told, "payload": base64.b64encode(b"{}").decode()}))
    forged = guestpipe("provenance", tiny, "--verify", file, "--trusted-key", public)
    assert forged.returncode == 76
    assert "is not what `lab-1` has signed" in forged.stderr
    file.write_text(json.dumps(told))
    with (tiny.parent / "recipes/link/build.sh").open("a") as script:
        script.write('echo more > "$out/more"\n')
    guestpipe("realize", tiny)
    other = guestpipe("provenance", tiny, "--verify", file, "--trusted-key", public)
    assert other.returncode == 76
    assert "the statement of provenance " in other.stderr


@pytest.mark.parametrize(
    "arguments",
    [("--key", "k", "--format", "cyclonedx"), ("--verify", "f", "--key", "k"), ("--verify", "f", "--output", "o")],
)
def test_wrong_ways_to_sign_and_verify_are_refused(guestpipe: Guestpipe, arguments: tuple[str, ...]) -> None:
    assert guestpipe("provenance", *arguments).returncode == 64


def test_what_was_not_made_here_has_no_provenance(guestpipe: Guestpipe, tiny: Path, tmp_path: Path) -> None:
    for word in (tiny, tmp_path):
        said = guestpipe("provenance", word, GUESTPIPE_STORE=str(tmp_path / "empty"))
        assert said.returncode == 65
        assert "is not an image whose making is known here" in said.stderr


def test_all_that_is_ours_is_under_the_licence_at_the_root() -> None:
    assert (CHECKOUT / "LICENSE").read_text().startswith("MIT License\n\nCopyright (c) 2026 the guestpipe authors\n")
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "MIT"


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        ("deb:gcc-12=12.2.0-14+deb12u1:amd64", "pkg:deb/debian/gcc-12@12.2.0-14%2Bdeb12u1?arch=amd64&distro=bookworm"),
        ("deb:qemu=1:7.2:all", "pkg:deb/debian/qemu@1:7.2?arch=all&distro=bookworm"),
        ("debsrc:newlib=3.3.0-1:newlib.tar.gz", "pkg:deb/debian/newlib@3.3.0-1?arch=source&distro=bookworm"),
        ("http://localhost/x.tar", "http://localhost/x.tar"),
    ],
)
def test_what_is_fetched_has_a_package_url(origin: str, url: str) -> None:
    assert purl(origin) == url


def test_every_recipe_for_an_image_says_a_licence_that_is_one() -> None:
    recipes = read([CHECKOUT / "recipes"])
    said = {name: entry.recipe.licence for name, entry in recipes.items() if entry.recipe.licence}
    wanted = {name for name, entry in recipes.items() if entry.recipe.provides in ("kernel", "libc", "stubs")}
    assert wanted | {"ghc-rts", "kernel-arch", "libgmp", "runtime-ghc"} <= set(said)
    assert all(said[name] == "MIT" for name in wanted - {"libc-newlib"})
    for name, licence in said.items():
        made = LicenseFactory().make_from_string(licence)
        assert licence == "NONE" or getattr(made, "name", None) is None, name
