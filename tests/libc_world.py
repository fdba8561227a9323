"""Guests for the tests of libc, stubs, link and images: copies of the sample guests, and guests made of one text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

CHECKOUT = Path(__file__).parent.parent

Guestpipe = Callable[..., CompletedProcess[str]]


def copied(guest: str, folder: Path) -> Path:
    """Return the guest.toml of a copy of the guest in `guest`, a folder of the checkout."""
    source = CHECKOUT / guest
    if source == CHECKOUT:
        shutil.copytree(CHECKOUT / "guests", folder / "guests", ignore=shutil.ignore_patterns("result"))
        return Path(shutil.copy(CHECKOUT / "guest.toml", folder))
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("result"), dirs_exist_ok=True)
    return folder / "guest.toml"


def made(folder: Path, files: Mapping[str, str], **program: object) -> Path:
    """Write `files` and a guest of them; `program` is for its table `[program]`. Returns its guest.toml."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    keys = {"language": "c", "sources": sorted(files), **program}
    table = "\n".join(f"{key.replace('_', '-')} = {json.dumps(value)}" for key, value in keys.items())
    guest = folder / "guest.toml"
    guest.write_text(f'name = "made"\n[program]\n{table}\n', encoding="utf-8")
    return guest


def complaint(ran: CompletedProcess[str]) -> str:
    """Return the error that guestpipe ended with: from `error:` on."""
    return ran.stderr[ran.stderr.rfind("\nerror: ") + 1 :]
