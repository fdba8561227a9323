"""The images: what boots them, what is in them, and that they are the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from libc_world import Guestpipe, complaint, copied, made

PAGE_BYTES = 4096
CYLINDER_BYTES = 16 * 63 * 512
HELLO = "Hello from hello-c!\nargument 1: one\nargument 2: two words\n"

BOCHSRC = """\
display_library: rfb, options="timeout=0"
config_interface: textconfig
plugin_ctrl: unmapped=1, biosdev=1, extfpuirq=1, serial=1, iodebug=1
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
romimage: file=$BXSHARE/BIOS-bochs-latest
vgaromimage: file=$BXSHARE/VGABIOS-lgpl-latest
megs: 32
ata0-master: type=disk, path={disk}, mode=flat, cylinders={cylinders}, heads=16, spt=63
boot: disk
com1: enabled=1, mode=file, dev={console}
port_e9_hack: enabled=1
panic: action=fatal
clock: sync=none, time0=1704067200
log: {log}
"""


def realized(guestpipe: Guestpipe, guest: Path) -> Path:
    ran = guestpipe("realize", guest)
    assert ran.returncode == 0, ran.stderr
    return guest.parent / "result"


@pytest.mark.parametrize("machine", ["microvm", "q35", "pc"])
def test_the_elf_boots_on_every_machine(machine: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    assert guestpipe("run", copied("guests/hello-c", tmp_path), "--machine", machine).stdout == HELLO


@pytest.mark.parametrize("machine", ["q35", "pc"])
def test_the_raw_disk_boots_from_bios(machine: str, guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = copied("guests/hello-c", tmp_path)
    assert guestpipe("run", guest, "--format", "raw", "--machine", machine).stdout == HELLO


def test_the_raw_disk_boots_in_bochs(guestpipe: Guestpipe, tmp_path: Path) -> None:
    image = realized(guestpipe, copied("guests/hello-c", tmp_path)) / "guest.raw"
    disk, console = tmp_path / "disk.raw", tmp_path / "console"
    disk.write_bytes(image.read_bytes())
    cylinders = disk.stat().st_size // CYLINDER_BYTES
    (tmp_path / "bochsrc").write_text(
        BOCHSRC.format(disk=disk, cylinders=cylinders, console=console, log=tmp_path / "log")
    )
    (tmp_path / "commands").write_text("c\n")
    ran = subprocess.run(
        ["bochs", "-q", "-f", "bochsrc", "-rc", "commands"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"guestpipe exit 0\n" in ran.stdout, ran.stdout + ran.stderr
    assert console.read_text() == HELLO


def symbols(image: Path) -> dict[str, tuple[int, int]]:
    """Where what `image` names begins and ends."""
    with image.open("rb") as file:
        table = ELFFile(file).get_section_by_name(".symtab")
        assert isinstance(table, SymbolTableSection)
        return {one.name: (one["st_value"], one["st_value"] + one["st_size"]) for one in table.iter_symbols()}


def page(address: int) -> int:
    return address // PAGE_BYTES


def test_no_function_that_fits_in_a_page_lies_across_two(guestpipe: Guestpipe, tmp_path: Path) -> None:
    found = symbols(realized(guestpipe, copied("guests/hello-printf", tmp_path)) / "guest.debug.elf")
    code = {one for one, (start, end) in found.items() if found["kernel_text_start"][0] <= start < end}
    code = {one for one in code if found[one][1] <= found["kernel_text_end"][0]}
    fits = {one for one in code if found[one][1] - found[one][0] <= PAGE_BYTES}
    assert len(fits) > 100
    assert "_vfprintf_r" in code - fits
    assert [one for one in fits if page(found[one][0]) != page(found[one][1] - 1)] == []


def test_functions_that_call_each_other_share_a_page(guestpipe: Guestpipe, tmp_path: Path) -> None:
    skip = '__asm__ volatile(".skip {}, 0x90");'
    files = {
        "a.c": "int pong(int n);\nint ping(int n) { return n ? pong(n - 1) : 0; }\n",
        "between.c": f"void filler(void) {{ {skip.format(3000)} }}\n",
        "main.c": "int ping(int n);\nvoid filler(void);\nint main(void) { filler(); return ping(7) - 1; }\n",
        "z.c": f"int ping(int n);\nint pong(int n) {{ {skip.format(1500)} return n ? ping(n - 1) : 1; }}\n",
    }
    found = symbols(realized(guestpipe, made(tmp_path, files)) / "guest.debug.elf")
    ping, pong, filler = (page(found[one][0]) for one in ("ping", "pong", "filler"))
    assert ping == pong != filler


LONG = """\
__attribute__((noinline)) int longer(int n) {
    __asm__ volatile(".skip 3000, 0x90");
    for (int i = 0; i < n; i++)
        __asm__ volatile(".globl body, over\\nbody: .skip 2000, 0x90\\nover:");
    __asm__ volatile(".skip 1000, 0x90");
    return n;
}

int main(int argc, char **argv) {
    return longer(argc) - 1;
}
"""


def test_a_loop_in_a_function_longer_than_a_page_lies_in_one(guestpipe: Guestpipe, tmp_path: Path) -> None:
    found = symbols(realized(guestpipe, made(tmp_path, {"main.c": LONG})) / "guest.debug.elf")
    start, end = found["longer"]
    jump_back = found["over"][0] + 8
    assert end - start > PAGE_BYTES
    assert page(found["body"][0]) == page(jump_back)


def test_what_is_called_from_many_places_begins_a_page_in_which_its_caller_begins(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    skip = '__asm__ volatile(".skip {}, 0x90");'
    calls = "".join(f"    n += called(n + {k});\n" for k in range(30))
    files = {
        "a.c": f"int called(int n);\nint caller(int n) {{\n{calls}    {skip.format(2000)}\n    return n;\n}}\n",
        "main.c": "int caller(int n);\nint main(void) { return caller(0) == 1; }\n",
        "z.c": f"int called(int n) {{ {skip.format(3000)} return n & 1; }}\n",
    }
    found = symbols(realized(guestpipe, made(tmp_path, files)) / "guest.debug.elf")
    assert found["called"][0] % PAGE_BYTES == 0
    assert page(found["caller"][0]) == page(found["called"][0]) == page(found["caller"][1]) - 1


def test_a_raw_disk_is_whole_cylinders_with_a_boot_record_and_one_active_partition(
    guestpipe: Guestpipe, tmp_path: Path
) -> None:
    raw = (realized(guestpipe, copied("guests/hello-c", tmp_path)) / "guest.raw").read_bytes()
    assert len(raw) % CYLINDER_BYTES == 0
    assert raw[510:512] == b"\x55\xaa"
    assert [raw[446 + 16 * entry] for entry in range(4)] == [0x80, 0, 0, 0]
    first, sectors = (int.from_bytes(raw[446 + at : 450 + at], "little") for at in (8, 12))
    assert first == 1
    assert not any(raw[(first + sectors) * 512 :])


def test_a_raw_disk_of_more_than_32_mib_boots(guestpipe: Guestpipe, tmp_path: Path) -> None:
    program = """
#include <stdio.h>
static unsigned char large[40 * 1000 * 1000] = {[0] = 1, [20 * 1000 * 1000] = 2, [sizeof large - 1] = 4};
int main(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < sizeof large; i++)
        sum += large[i];
    printf("sum %u\\n", sum);
    return 0;
}
"""
    guest = made(tmp_path, {"large.c": program})
    guest.write_text(guest.read_text() + '[target]\nmachine = "pc"\nmemory = "128Mi"\nformats = ["raw"]\n')
    assert guestpipe("run", guest).stdout == "sum 7\n"


def test_a_machine_with_too_little_memory_for_a_raw_disk_is_told_so(guestpipe: Guestpipe, tmp_path: Path) -> None:
    guest = copied("guests/hello-c", tmp_path)
    ran = guestpipe("run", guest, "--format", "raw", "--machine", "pc", "--memory", "1Mi")
    assert ran.returncode == 125
    assert "boot: the machine has too little memory for the image" in ran.stderr


def test_a_disk_that_ends_before_the_kernel_does_is_told_so(guestpipe: Guestpipe, tmp_path: Path) -> None:
    short = tmp_path / "short.raw"
    short.write_bytes((realized(guestpipe, copied("guests/hello-c", tmp_path)) / "guest.raw").read_bytes()[: 64 * 1024])
    ran = subprocess.run(
        [
            *("qemu-system-x86_64", "-M", "pc", "-accel", "tcg", "-nodefaults", "-display", "none", "-no-reboot"),
            *("-m", "16", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x4", "-debugcon", "stdio"),
            *("-drive", f"file={short},format=raw,snapshot=on"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (255, b"guestpipe panic boot: the disk cannot be read\n"), ran.stderr


NOTE = '.section .note.Xen, "a", @note\n.long 4, 4, 18\n.asciz "Xen"\n.long 0x100000\n'
HEADER = ".text\n.balign 8\n.long 0xe85250d6, 0, 16, -(0xe85250d6 + 16)\n"
CODE = ".text\n.globl _start\n_start: hlt\n"


@pytest.mark.parametrize(
    ("format", "assembly", "options", "says"),
    [
        ("elf", CODE, "-Ttext=0x100000", "the image has no PVH note"),
        ("elf", CODE + NOTE, "-Ttext=0x100000", "the image has no Multiboot2 header in its first 32 KiB"),
        ("elf", CODE + NOTE + HEADER, "-Ttext=0x100000 -N", "is writable and executable"),
        ("raw", CODE, "-Ttext=0x100010", "the kernel is not entered at its first byte, 1 MiB"),
    ],
)
def test_an_image_that_would_not_boot_or_is_not_safe_is_refused(
    format: str, assembly: str, options: str, says: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    guest = made(tmp_path, {"a.c": ""})
    recipe = tmp_path / "recipes/link"
    recipe.mkdir(parents=True)
    (recipe / "recipe.toml").write_text('summary = "a bad link"\ninputs = ["program"]\ntools = "toolchain-gcc"\n')
    (recipe / "a.s").write_text(assembly)
    (recipe / "build.sh").write_text(
        'as -o a.o "$recipe/a.s"\n'
        f'ld --no-warn-rwx-segments -z noseparate-code {options} -o "$out/guest.elf" a.o\n'
        'cp "$out/guest.elf" "$out/guest.debug.elf"\n'
    )
    guest.write_text(
        guest.read_text() + f'[target]\nmachine = "pc"\nformats = ["{format}"]\n[recipes]\npath = ["recipes"]\n'
    )
    ran = guestpipe("realize", guest)
    assert ran.returncode == 100, ran.stderr
    assert says in complaint(ran)


def test_the_result_says_what_machine_it_is_for(guestpipe: Guestpipe, tmp_path: Path) -> None:
    result = realized(guestpipe, copied("guests/hello-c", tmp_path))
    assert sorted(path.name for path in result.iterdir()) == ["guest.debug.elf", "guest.elf", "guest.json", "guest.raw"]
    assert json.loads((result / "guest.json").read_text()) == {
        "cpus": 1,
        "formats": ["elf", "raw"],
        "machine": "microvm",
        "memory_bytes": 64 << 20,
        "name": "hello-c",
        "vmm": "qemu",
    }


def test_the_same_sources_in_another_folder_give_the_same_object(guestpipe: Guestpipe, tmp_path: Path) -> None:
    results = []
    for folder in ("one", "another/and deeper"):
        guest = copied("guests/sort", tmp_path / folder)
        steps = (word for step in ("program-c", "link", "image-elf", "sort") for word in ("--rebuild", step))
        assert guestpipe("realize", guest, *steps).returncode == 0
        results.append((guest.parent / "result").readlink().name)
    assert results[0] == results[1]


def test_no_image_names_a_place_on_the_machine_that_built_it(guestpipe: Guestpipe, tmp_path: Path) -> None:
    result = realized(guestpipe, copied("guests/sort", tmp_path))
    debug = (result / "guest.debug.elf").read_bytes()
    for place in (b"/build/", b"/home/", b"/root/", b"/tmp/", str(tmp_path).encode()):
        assert place not in debug, place
