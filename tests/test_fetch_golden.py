"""What our own code makes of a package is in no key but by FORMAT: if it changes, FORMAT has to be raised."""

from __future__ import annotations

import tarfile
from pathlib import Path

from debian_world import deb, member
from goldens import assert_golden
from guestpipe import nar
from guestpipe.plan.step import FORMAT
from guestpipe.store.unpack import compose, unpack_deb

MEMBERS = [
    *(member(f"./{name}", name.encode()) for name in ("bin/sh", "usr/bin/cc", "usr/lib/x.so.1", "lib/y.so", "sbin/z")),
    *(
        member(f"./usr/share/{name}", b"words")
        for name in ("man/man1/cc.1", "doc/cc/copyright", "doc/cc/README", "data/d")
    ),
    *(member(f"./{name}", b"state") for name in ("etc/cc.conf", "var/lib/cc/s", "usr/games/g", "usr/include/h.h")),
    member("./usr/bin/ccc", type=tarfile.SYMTYPE, linkname="/usr/bin/cc"),
    member("./lib/x.so", type=tarfile.SYMTYPE, linkname="../usr/lib/x.so.1"),
]


def test_a_package_and_a_root_come_out_as_the_format_says(tmp_path: Path) -> None:
    (tmp_path / "cc.deb").write_bytes(deb(MEMBERS))
    unpack_deb(tmp_path / "cc.deb", tmp_path / "cc")
    compose([tmp_path / "cc"], {"usr/bin/awk": "cc"}, tmp_path / "root")
    files = sorted(str(path.relative_to(tmp_path / "root")) for path in (tmp_path / "root").rglob("*"))
    digests = [nar.digest(tmp_path / name)[0] for name in ("cc", "root")]
    assert_golden("unpacked.txt", "\n".join([f"FORMAT {FORMAT}", *digests, *files, ""]))
