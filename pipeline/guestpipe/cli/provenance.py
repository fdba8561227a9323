"""`guestpipe provenance`: where an image comes from (SLSA v1), or what is in it (CycloneDX), as JSON."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import say
from guestpipe.errors import DeclarationError

if TYPE_CHECKING:
    from guestpipe.diff.subject import Subject

HELP = "say where an image comes from (SLSA v1) and what is in it (CycloneDX)"

FORMATS = ("slsa", "cyclonedx")
FILES = {"slsa": "provenance.json", "cyclonedx": "components.json"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "image", nargs="?", default="guest.toml", metavar="GUEST|IMAGE", help="default: guest.toml; a hash will do"
    )
    parser.add_argument("--format", choices=FORMATS, help="print this one (default: slsa)")
    parser.add_argument("--output", metavar="FOLDER", help=f"write {' and '.join(FILES.values())} into FOLDER instead")
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    parser.set_defaults(jobs=None, keep_going=False, offline=False, rebuild=None)


def main(args: argparse.Namespace) -> int:
    """Print one of them, or write both."""
    from guestpipe.cli.places import wishes
    from guestpipe.diff.subject import subject

    image = subject(args.image, wishes(args))
    if not args.output:
        say(made(image, args.format or "slsa").decode().rstrip("\n"))
        return 0
    folder = Path(args.output)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in [args.format] if args.format else FORMATS:
        (folder / FILES[kind]).write_bytes(made(image, kind))
        say(str(folder / FILES[kind]))
    return 0


def made(image: Subject, kind: str) -> bytes:
    """Return the document of `kind` on a realized image."""
    from guestpipe.diff.subject import IMAGE
    from guestpipe.provenance.parts import parts

    if image.plan is None or image.path is None or IMAGE not in image.objects:
        raise DeclarationError(
            f"`{image.word}` is not an image whose making is known here", hint="realize it: `guestpipe realize`"
        )
    held = image.objects[IMAGE]
    if kind == "slsa":
        from guestpipe.provenance.slsa import statement

        return statement(held.name, held.base_name, held.digest, image.path, image.plan)
    from guestpipe.provenance.bom import components

    return components(held.name, held.base_name, held.digest, parts(image))
