"""Stores that cannot be written: no space, no permission, no such disk. Nothing is lost; the error says what next."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guestpipe.errors import StoreError
from guestpipe.store import gc
from guestpipe.store.store import Store
from store_worlds import seal

FULL = """
import os, sys
from pathlib import Path
from guestpipe.errors import StoreError
from guestpipe.store import gc
from guestpipe.store.store import Store
from guestpipe.store.verify import verify
from store_worlds import build, key

place = Path(sys.argv[1])
made = []
try:
    with Store.open(place) as store:
        while True:
            made.append(build(store, len(made), {"f": os.urandom(3000), "d": {"g": b"x"}}))
except StoreError as error:
    assert "no space left" in str(error), error
    assert "gc" in error.hint, error
assert len(made) > 20, len(made)

# Whatever room is left is taken too.
try:
    with open(place / "objects" / "filler", "wb", buffering=0) as filler:
        while True:
            filler.write(bytes(512))
except OSError:
    pass

garbage = gc.collect(place, gc.Policy(grace_s=0))
assert len(garbage.objects) >= len(made) - 1, (len(garbage.objects), len(made))
with Store.open(place) as store:
    assert verify(store, contents=True).findings == ()
    build(store, 1, {"f": bytes(100_000)})
    assert store.by_plan_key(key(1))
print("collected", len(garbage.objects))
"""

CLEAN = """
import sys
from pathlib import Path
from guestpipe.errors import StoreError
from guestpipe.store.store import Store
from guestpipe.store.verify import verify
from store_worlds import build, key

with Store.open(Path(sys.argv[1])) as store:
    first = build(store, 1, {"f": b"small"})
    for number in range(2, 5):
        try:
            build(store, number, {"f": bytes(8 << 20)})
        except (StoreError, OSError) as error:
            print(type(error).__name__, error)
        else:
            raise SystemExit("8 MiB went into 4")
    assert store.by_plan_key(key(1)) == first
    found = verify(store, contents=True)
    assert (found.findings, found.strays) == ((), ()), found
"""

LARGE_FILE = """
import resource, sys
from pathlib import Path
from guestpipe.errors import StoreError
from guestpipe.store.store import Store

place = Path(sys.argv[1])
(place / "source").write_bytes(bytes(2 << 20))
with Store.open(place / "store") as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    try:
        store.add(place / "source", "large")
    except StoreError as error:
        print(error.what)
"""


def run(code: str, *argv: str | Path, prefix: tuple[str, ...] = ()) -> str:
    paths = os.pathsep.join((str(Path(gc.__file__).parents[2]), str(Path(__file__).parent)))
    environment = {**os.environ, "PYTHONPATH": paths}
    command = [*prefix, sys.executable, "-c", code, *map(str, argv)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> tuple[str, ...]:
    """The prefix of a command that sees a disk of 4 MiB at its `tmp_path`."""
    unshare = ("unshare", "--user", "--map-root-user", "--mount")
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs user namespaces")
    mount = f'mount -t tmpfs -o size=4m tmpfs "{tmp_path}" && exec "$@"'
    return (*unshare, "sh", "-c", mount, "sh")


def test_a_full_disk_is_an_error_that_says_so_and_collection_works_on_it(
    tmp_path: Path, small_disk: tuple[str, ...]
) -> None:
    assert run(FULL, tmp_path, prefix=small_disk).startswith("collected")


def test_what_does_not_fit_leaves_nothing_behind_and_loses_nothing(tmp_path: Path, small_disk: tuple[str, ...]) -> None:
    assert "No space left" in run(CLEAN, tmp_path, prefix=small_disk)


def test_a_file_over_the_limit_of_the_process_is_an_error_that_says_so(tmp_path: Path) -> None:
    assert "larger than the limit" in run(LARGE_FILE, tmp_path)


def test_a_store_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        seal(store, b"x")
    code = (
        "import os, sys\n"
        "from guestpipe.store.store import Store\n"
        "from guestpipe.errors import StoreError\n"
        "if os.geteuid() == 0: os.setgid(65534), os.setuid(65534)\n"
        "try: Store.open(sys.argv[1])\n"
        "except StoreError as error: print(error.exit_code, error)\n"
    )
    for folder in (tmp_path / "store/objects", tmp_path / "store"):
        folder.chmod(0o555)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o055)
    said = run(code, tmp_path / "store")
    (tmp_path / "store").chmod(0o755)
    (tmp_path / "store/objects").chmod(0o755)
    assert said.startswith("74 ")
    assert f"the store at `{tmp_path}/store` cannot be written" in said
    assert "hint: name another store" in said


def test_a_store_below_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be used: Not a directory"):
        Store.open(tmp_path / "file/store")
