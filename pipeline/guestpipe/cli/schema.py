"""`guestpipe schema`: the JSON Schema of guest.toml (or recipe.toml), for editors."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from guestpipe.cli.terminal import say

if TYPE_CHECKING:
    from pydantic import BaseModel

HELP = "print the JSON Schema of guest.toml, for editors"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "of", nargs="?", choices=("guest", "recipe", "lock"), default="guest", help="whose schema (default: guest)"
    )


def main(args: argparse.Namespace) -> int:
    """Print the schema."""
    from guestpipe.model.guest import Guest
    from guestpipe.model.lock import Lock
    from guestpipe.model.recipe import Recipe

    models: dict[str, type[BaseModel]] = {"guest": Guest, "recipe": Recipe, "lock": Lock}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **models[args.of].model_json_schema(by_alias=True),
    }
    say(json.dumps(schema, indent=2, ensure_ascii=False))
    return 0
