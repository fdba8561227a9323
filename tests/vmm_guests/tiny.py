"""Guests of a few bytes, assembled here: what the VMM does is tested without a compiler and without a kernel."""

from __future__ import annotations

import struct
from pathlib import Path

LOAD_ADDRESS = 0x100000
"""Where the code is, and starts, in 32-bit protected mode (PVH)."""

CONSOLE, CONTROL, DEBUG_EXIT = 0x3F8, 0xE9, 0xF4

HALT = b"\xfa\xf4\xeb\xfc"  # cli; again: hlt; jmp again (over the cli)
SPIN = b"\xeb\xfe"


def elf(code: bytes) -> bytes:
    """Return an ELF64 kernel with a PVH note whose entry is the first byte of `code`."""
    note = struct.pack("<III4sI", 4, 4, 18, b"Xen\0", LOAD_ADDRESS)
    headers = 64 + 2 * 56
    code_at = headers + len(note)
    header = struct.pack(
        "<16sHHIQQQIHHHHHH",
        *(b"\x7fELF\x02\x01\x01", 2, 62, 1, LOAD_ADDRESS, 64, 0, 0, 64, 56, 2, 64, 0, 0),
    )
    load = struct.pack("<IIQQQQQQ", 1, 7, code_at, LOAD_ADDRESS, LOAD_ADDRESS, len(code), len(code), 1)
    notes = struct.pack("<IIQQQQQQ", 4, 4, headers, 0, 0, len(note), len(note), 4)
    return header + load + notes + note + code


def boot_sector(code: bytes) -> bytes:
    """Return a raw disk whose BIOS boot sector is the 16-bit `code`."""
    assert len(code) <= 440
    return (code.ljust(510, b"\0") + b"\x55\xaa").ljust(16 * 63 * 512, b"\0")


def write(folder: Path, image: bytes) -> Path:
    path = folder / "guest.image"
    path.write_bytes(image)
    return path


def out(port: int, byte: int, *, bits: int = 32) -> bytes:
    """mov dx, port; mov al, byte; out dx, al."""
    return (b"\x66" if bits == 32 else b"") + b"\xba" + struct.pack("<H", port) + bytes((0xB0, byte, 0xEE))


def wait_for(line_status: int) -> bytes:
    """Wait until a bit of the serial port's line status is set; it is 0x20: can send, 0x01: has a byte."""
    return b"\x66\xba\xfd\x03" + b"\xec\xa8" + bytes((line_status,)) + b"\x74\xfb"


def say(text: bytes) -> bytes:
    """Write `text` to the console."""
    return b"".join(wait_for(0x20) + out(CONSOLE, byte) for byte in text)


def control(line: bytes, *, bits: int = 32) -> bytes:
    return b"".join(out(CONTROL, byte, bits=bits) for byte in line)


def leave(status: int, *, code: int | None = None, bits: int = 32) -> bytes:
    """Say the status on the control port and power off; `code` is what the debug port gets if not the same."""
    said = control(b"guestpipe exit %d\n" % status, bits=bits)
    return said + out(DEBUG_EXIT, status & 0x7F if code is None else code, bits=bits) + HALT


def flood(count: int, byte: bytes = b"x") -> bytes:
    """Write `byte` to the console `count` times, polling as a kernel does."""
    body = wait_for(0x20) + out(CONSOLE, byte[0]) + b"\x49"  # dec ecx
    return b"\xb9" + struct.pack("<I", count) + body + b"\x0f\x85" + struct.pack("<i", -(len(body) + 6))


def triple_fault() -> bytes:
    """Load an empty interrupt table and trap: lidt [esp]; int3."""
    return b"\xbc" + struct.pack("<I", 0x80000) + b"\x31\xc0\x89\x04\x24\x89\x44\x24\x04" + b"\x0f\x01\x1c\x24\xcc"


LISTENING = control(b"guestpipe listening\n")

RESET_FIFO = out(0x3FA, 0x01)
"""As a kernel does when it sets its serial port up: a byte that has come already is lost."""


def echo() -> bytes:
    """Write the console's input back, byte by byte, and exit with 0 when a byte 0x04 was read and written."""
    head = wait_for(0x01) + b"\x66\xba\xf8\x03\xec\x88\xc3"  # in al, dx; mov bl, al
    send = wait_for(0x20) + b"\x66\xba\xf8\x03\x88\xd8\xee"  # mov al, bl; out dx, al
    test = b"\x80\xfb\x04"  # cmp bl, 4
    body = head + send + test
    return body + b"\x0f\x85" + struct.pack("<i", -(len(body) + 6)) + leave(0)
