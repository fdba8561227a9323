"""A real S3 server, SeaweedFS, on the loopback: for the tests and the benchmark of caches."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from guestpipe.substitute.bucket import Bucket
from guestpipe.substitute.place import UnreachableError

KEYS = {"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "secret-of-tester"}
_PARTS = ("master", "volume", "filer", "s3")


@dataclass(frozen=True, slots=True)
class S3:
    """Where it listens. The bucket `open` is everybody's, any other that of KEYS."""

    port: int
    log: Path

    def address(self, bucket: str, prefix: str = "") -> str:
        return f"s3://{bucket}/{prefix}?endpoint=127.0.0.1:{self.port}&scheme=http"

    def plain(self, bucket: str) -> str:
        """Return the address of a bucket for those who speak only HTTP."""
        return f"http://127.0.0.1:{self.port}/{bucket}"


@contextmanager
def serving_s3(folder: Path) -> Iterator[S3]:
    """Serve from `folder` until the end of the context."""
    folder.mkdir(parents=True, exist_ok=True)
    identity = {"name": "tester", "actions": ["Admin", "Read", "Write", "List"]}
    keys = {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}
    anyone = {"name": "anonymous", "actions": ["Read:open", "Write:open", "List:open"]}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [{**identity, "credentials": [keys]}, anyone]}))
    ports = _free_ports(2 * len(_PARTS))
    argv = [str(Path(sys.executable).with_name("weed")), "server", f"-dir={folder}", "-ip=127.0.0.1", "-filer", "-s3"]
    argv += [
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-ip.bind=127.0.0.1",
        "-volume.max=50",
        "-master.volumeSizeLimitMB=256",
        f"-s3.config={config}",
    ]
    for number, part in enumerate(_PARTS):
        argv += [f"-{part}.port={ports[2 * number]}", f"-{part}.port.grpc={ports[2 * number + 1]}"]
    found = S3(ports[-2], folder / "log")
    with found.log.open("wb") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=log, cwd=folder)
    try:
        _await(found, process)
        yield found
    finally:
        # Asked politely it takes half a minute.
        process.kill()
        process.wait()
        for socket_of in (f"s3-{ports[-2]}", f"s3-grpc-{ports[-1]}"):
            Path(f"/tmp/seaweedfs-{socket_of}.sock").unlink(missing_ok=True)  # noqa: S108 its own choice


def _await(server: S3, process: subprocess.Popen[bytes]) -> None:
    """Return when the server has stored something."""
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, server.log.read_text()
        try:
            Bucket.at(server.address("ready"), KEYS).write("file", b"", replace=True)
            return
        except UnreachableError:
            assert time.monotonic() < until, server.log.read_text()[-4000:]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
