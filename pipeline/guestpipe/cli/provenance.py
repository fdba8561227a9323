"""`guestpipe provenance`: where an image comes from (SLSA v1), or what is in it (CycloneDX); signed, and verified."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import say
from guestpipe.errors import DeclarationError, MissingFileError, UntrustedError, UsageError, reason_of

if TYPE_CHECKING:
    from guestpipe.diff.subject import Subject

HELP = "say where an image comes from (SLSA v1) and what is in it (CycloneDX)"

FORMATS = ("slsa", "cyclonedx")
SIGNED = "provenance.intoto.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "image", nargs="?", default="guest.toml", metavar="GUEST|IMAGE", help="default: guest.toml; a hash will do"
    )
    parser.add_argument("--format", choices=FORMATS, help="print this one (default: slsa)")
    parser.add_argument("--output", metavar="FOLDER", help="write both into files in FOLDER instead")
    parser.add_argument("--key", metavar="FILE", help="sign the statement with this secret key: a DSSE envelope")
    parser.add_argument("--verify", metavar="FILE", help="whether the envelope in FILE is on this image, and by whom")
    parser.add_argument(
        "--trusted-key", action="append", default=[], metavar="KEY", help="also believe what KEY signed"
    )
    parser.add_argument("--store", metavar="FOLDER", help="the store (default: GUESTPIPE_STORE, or that of the guest)")
    parser.set_defaults(jobs=None, keep_going=False, offline=False, rebuild=None)


def main(args: argparse.Namespace) -> int:
    """Print one of them, write both, or verify."""
    from guestpipe.cli.places import wishes
    from guestpipe.diff.subject import subject
    from guestpipe.provenance.documents import FILES

    if args.key and args.format == "cyclonedx":
        raise UsageError("`--key` signs the statement of provenance", hint="leave `--format cyclonedx` out")
    if args.verify and (args.key or args.format or args.output):
        raise UsageError("`--verify` only looks", hint="it goes with `--trusted-key`, and with an image")
    image = subject(args.image, wishes(args))
    if args.verify:
        return _verify(image, Path(args.verify), args.trusted_key)
    if not args.output:
        say(_text(image, args.format or "slsa", args.key).decode().rstrip("\n"))
        return 0
    folder = Path(args.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is a file" if isinstance(error, FileExistsError) else reason_of(error)
        raise MissingFileError(f"`{folder}` cannot be made: {reason}", where=args.output) from error
    wanted = {FILES[kind]: (kind, "") for kind in ([args.format] if args.format else FORMATS)}
    if args.key:
        wanted[SIGNED] = ("slsa", args.key)
    for name, (kind, key) in wanted.items():
        (folder / name).write_bytes(_text(image, kind, key))
        say(str(folder / name))
    return 0


def _text(image: Subject, kind: str, key: str) -> bytes:
    """Return the document, in an envelope if there is a key to sign it."""
    from guestpipe.provenance.documents import document

    text = document(image, kind)
    if not key:
        return text
    from guestpipe.substitute.envelope import sealed
    from guestpipe.substitute.signing import read_secret

    return sealed(text, read_secret(Path(key)))


def _verify(image: Subject, file: Path, more: list[str]) -> int:
    """Say who has signed; raises LyingCacheError for another image, UntrustedError if nobody who is trusted has."""
    from guestpipe.cli.places import config
    from guestpipe.provenance.documents import verify
    from guestpipe.substitute.envelope import opened
    from guestpipe.substitute.signing import public_key

    if image.path is None or image.plan is None:
        raise DeclarationError(
            f"`{image.word}` is not an image whose making is known here", hint="realize it: `guestpipe realize`"
        )
    try:
        text = file.read_bytes()
    except OSError as error:
        raise MissingFileError("the envelope cannot be read", where=str(file)) from error
    keys = tuple(public_key(key, "trusted keys") for key in (*config().trusted_keys, *more))
    held = opened(text, keys, str(file))
    verify(held.statement, image.path, image.plan, str(file))
    if not held.trusted:
        signers = ", ".join(f"`{name}`" for name in held.others)
        raise UntrustedError(
            f"the statement fits the image, but is signed by {signers}, whom you do not trust"
            if held.others
            else "the statement fits the image, but nobody has signed it",
            where=str(file),
            hint="name the key: `--trusted-key KEY`, or `trusted-keys` of your configuration",
        )
    say(f"signed by {', '.join(held.trusted)}: {image.word} is made by the plan that is known here")
    return 0
