"""An HTTP server of a folder, on the loopback, that can be told to misbehave."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Fault = Callable[["Handler"], bool]
"""Answers a request wrongly and returns True, or leaves it."""


class Server(ThreadingHTTPServer):
    """Serves `root`; `asked` has what was asked for."""

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.root = root
        self.asked: list[str] = []
        self.fault: Fault = lambda _: False
        self.takes = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """GET with ranges, HEAD, PUT."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    @property
    def file(self) -> Path:
        return self.server.root / self.path.lstrip("/")

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        if self.server.fault(self):
            return
        if not self.file.is_file():
            self.answer(404, b"not here")
            return
        content = self.file.read_bytes()
        if start := self.headers.get("Range"):
            self.answer(206, content[int(start.removeprefix("bytes=").rstrip("-")) :])
        else:
            self.answer(200, content)

    do_HEAD = do_GET  # noqa: N815

    def do_PUT(self) -> None:
        self.server.asked.append(f"PUT {self.path}")
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.fault(self):
            return
        if not self.server.takes:
            self.answer(405, b"")
        elif self.headers.get("If-None-Match") and self.file.exists():
            self.answer(412, b"")
        else:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            other = self.file.with_name(f".{os.urandom(4).hex()}")
            other.write_bytes(content)
            other.rename(self.file)
            self.answer(201, b"")

    def answer(self, status: int, content: bytes, length: int | None = None) -> bool:
        """Send an answer; return True."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        return True


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    """Serve a folder."""
    root.mkdir(exist_ok=True)
    server = Server(root)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
