"""`guestpipe export`: writes a guest with all that it was made from to one file, for people without a server."""

from __future__ import annotations

import argparse
from pathlib import Path

from guestpipe.errors import MissingFileError

HELP = "write a guest with all that it was made from to one file; prints its hash"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from guestpipe.cli.share import sharing

    parser.add_argument("file", metavar="FILE", help="where to write it: a tar archive that is a cache")
    sharing(parser)


def main(args: argparse.Namespace) -> int:
    """Realize, write the file, and print the hash and the lines for the other side."""
    from guestpipe.cli.cache import manner_of
    from guestpipe.cli.places import config, to_write
    from guestpipe.cli.realize import reporter
    from guestpipe.cli.share import realized, say_share, wanted
    from guestpipe.sharing.publish import export

    file = Path(args.file)
    if file.exists():
        raise MissingFileError(
            f"there is a `{file.name}` already", where=str(file), hint="remove it, or name another file"
        )
    to_write(args.file)
    manner = manner_of(args, config())
    planned = realized(args)
    with planned.store, reporter(events=args.json) as tells:
        share = export(planned, file, manner, wanted(args), tells)
    say_share(share.base_name, [], manner, json=args.json)
    return 0
