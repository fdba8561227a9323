"""Provenance of an image as an in-toto statement with an SLSA v1 predicate; the door to in-toto-attestation.

Nothing of this machine and no time is in it: whoever has the same image by the same plan gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from guestpipe import __version__
from guestpipe.diff.subject import IMAGE
from guestpipe.digest import canonical_json, sha256_hex
from guestpipe.plan.record import to_bytes
from guestpipe.plan.step import Plan, Step

BUILD_TYPE = "urn:guestpipe:plan:1"
BUILDER = "urn:guestpipe:builder"
PREDICATE = "https://slsa.dev/provenance/v1"
NAR = "narSha256"
"""What the digest of a tree is called: sha256 of its NAR (docs/store-format.md)."""


def statement(name: str, base_name: str, nar_digest: str, image: Path, plan: Plan) -> bytes:
    """Return the statement on the object at `image` as canonical JSON; its subjects are the files in it."""
    from google.protobuf.json_format import MessageToDict, ParseDict
    from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
    from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
    from in_toto_attestation.v1.statement import Statement

    subjects = [ResourceDescriptor(name=file, digest={"sha256": sha}).pb for file, sha in digests(image).items()]
    said = _predicate(name, base_name, nar_digest, plan)
    # Whatever the schema does not know would be refused here.
    predicate = MessageToDict(ParseDict(said, provenance_pb2.Provenance()))
    whole = Statement(subjects, PREDICATE, predicate)
    whole.validate()
    told: object = MessageToDict(whole.pb)
    return canonical_json(_without_floats(told)) + b"\n"


def digests(image: Path) -> dict[str, str]:
    """Return the files of an image with their sha256: the subjects of a statement."""
    files = (path for path in sorted(image.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path.relative_to(image).as_posix(): sha256_hex(path.read_bytes()) for path in files}


def _predicate(name: str, base_name: str, nar_digest: str, plan: Plan) -> dict[str, Any]:
    steps = plan.steps
    return {
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "externalParameters": {"guest": name, "settings": _settings(steps)},
            "internalParameters": {"plan": sha256_hex(to_bytes(plan)), "planKey": plan.keys[IMAGE]},
            "resolvedDependencies": sorted(_dependencies(steps), key=lambda one: (one["name"], str(one["digest"]))),
        },
        "runDetails": {
            "builder": {"id": BUILDER, "version": {"guestpipe": __version__}},
            "metadata": {"invocationId": plan.keys[IMAGE]},
            "byproducts": [{"name": base_name, "digest": {NAR: nar_digest}}],
        },
    }


def _settings(steps: tuple[Step, ...]) -> dict[str, str]:
    return dict(sorted({name: text for step in steps for name, text in step.settings}.items()))


def _dependencies(steps: tuple[Step, ...]) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, str]] = set()
    for step in steps:
        if step.fixed is not None:
            yield {"name": step.name, "uri": purl(step.fixed.origin), "digest": {"sha256": step.fixed.digest}}
        for _, tree in step.trees:
            if (tree.name, tree.digest) not in seen:
                seen.add((tree.name, tree.digest))
                yield {"name": tree.name, "digest": {NAR: tree.digest}}


def purl(origin: str) -> str:
    """Return the package URL of what is fetched; a URL stays one."""
    from packageurl import PackageURL

    kind, _, rest = origin.partition(":")
    if kind not in ("deb", "debsrc"):
        return origin
    package, _, last = rest.rpartition(":")
    name, _, version = package.partition("=")
    arch = last if kind == "deb" else "source"
    return PackageURL("deb", "debian", name, version, {"arch": arch, "distro": "bookworm"}).to_string()


def _without_floats(told: object) -> object:
    """Return `told` with numbers as integers: a protocol buffer's struct knows only floats."""
    if isinstance(told, Mapping):
        return {key: _without_floats(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_without_floats(value) for value in told]
    return int(told) if isinstance(told, float) else told
