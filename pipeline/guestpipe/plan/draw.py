"""Has the pinned Graphviz draw a picture: SVG and PNG, the same on every machine, fonts included."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from guestpipe.errors import HostError
from guestpipe.process import rooted

Picture = Literal["svg", "png"]

_PLUGINS = ("core", "dot_layout", "pango")
"""The only ones that a picture of a plan needs; others ask for libraries that the root does without."""

_DOTS_PER_INCH = 120
_LIMIT_S = 300
_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{root}/usr/share/fonts</dir><cachedir>{scratch}/cache</cachedir></fontconfig>
"""


def draw(dot: str, picture: Picture, root: Path) -> bytes:
    """Return `dot` drawn by the Graphviz in the tool root `root`."""
    with tempfile.TemporaryDirectory(prefix="guestpipe-draw-") as name:
        scratch = Path(name)
        plugins = root / "usr/lib/x86_64-linux-gnu/graphviz"
        for plugin in (f"libgvplugin_{word}.so.6" for word in _PLUGINS):
            (scratch / plugin).symlink_to(plugins / plugin)
        (scratch / "fonts.conf").write_text(_FONTS.format(root=root, scratch=scratch))
        places = {"HOME": name, "GVBINDIR": name, "FONTCONFIG_FILE": f"{name}/fonts.conf", "LC_ALL": "C"}
        program = rooted(str(root), "usr/bin/dot", places)
        # Graphviz reads what its plug-ins can do from a file that an install script would have made.
        _ran((*program, "-c"), "")
        return _ran((*program, f"-T{picture}", f"-Gdpi={_DOTS_PER_INCH if picture == 'png' else 72}"), dot)


def _ran(argv: tuple[str, ...], text: str) -> bytes:
    try:
        done = subprocess.run(argv, input=text.encode(), capture_output=True, timeout=_LIMIT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise HostError(
            f"Graphviz did not finish the picture within {_LIMIT_S} s",
            hint="the plan is too large to be drawn: `--json`",
        ) from error
    if done.returncode != 0:
        said = tuple(done.stderr.decode(errors="replace").splitlines()[-5:])
        raise HostError(f"Graphviz failed with code {done.returncode}", where=argv[-2], detail=said)
    return done.stdout
