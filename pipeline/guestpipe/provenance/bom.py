"""What is in an image, as a CycloneDX 1.6 list of components; the door to cyclonedx-python-lib."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from guestpipe.build.request import SOURCE_DATE_EPOCH
from guestpipe.provenance.parts import NONE, Part

if TYPE_CHECKING:
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.license import License

_SPACE = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
"""The name space of object identifiers of RFC 4122: an image always has the same serial number."""


def components(name: str, base_name: str, nar_digest: str, found: Sequence[Part]) -> bytes:
    """Return the list as JSON; the date in it is that of every build, and there is no other."""
    from cyclonedx.model import Property
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6

    image = Component(
        name=name,
        type=ComponentType.FIRMWARE,
        bom_ref=base_name,
        properties=[Property(name="guestpipe:nar-sha256", value=nar_digest)],
    )
    bom = Bom(serial_number=uuid5(_SPACE, nar_digest))
    bom.metadata.timestamp = datetime.fromtimestamp(SOURCE_DATE_EPOCH, UTC)
    bom.metadata.component = image
    within = [_component(part) for part in found]
    for one in within:
        bom.components.add(one)
    bom.register_dependency(image, within)
    for one in within:
        bom.register_dependency(one, [])
    return JsonV1Dot6(bom).output_as_string(indent=2).encode() + b"\n"


def _component(part: Part) -> Component:
    from cyclonedx.model import Property
    from cyclonedx.model.component import Component
    from packageurl import PackageURL

    if part.is_haskell:
        purl: PackageURL | None = PackageURL("hackage", None, part.name, part.version)
    elif part.origin:
        purl = PackageURL("deb", "debian", part.origin.package, part.origin.version, {"arch": "source"})
    else:
        purl = None
    told = {"guestpipe:step": part.step, "guestpipe:object": part.object}
    if part.origin:
        told["guestpipe:source"] = f"{part.origin.package} {part.origin.version}"
    return Component(
        name=part.name,
        version=part.version,
        type=_kind(part),
        bom_ref=f"{part.name}@{part.version}",
        licenses=[_licence(part.licence)],
        purl=purl,
        properties=[Property(name=key, value=value) for key, value in told.items() if value],
    )


def _kind(part: Part) -> ComponentType:
    from cyclonedx.model.component import ComponentType

    return ComponentType.OPERATING_SYSTEM if part.role == "kernel" else ComponentType.LIBRARY


def _licence(text: str) -> License:
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.license import DisjunctiveLicense

    if text == NONE:
        return DisjunctiveLicense(name="none: its authors have not given one")
    return LicenseFactory().make_from_string(text)
