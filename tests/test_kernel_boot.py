"""The kernels on real machines: every guest of kernel_guests/ boots and ends as its head comment says.

A guest that sees the contract alone is a paragraph of it, and runs on every kernel that offers what it needs.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kernel_guests.case import FOLDER, OFFERS, Case, all_cases
from kernel_host.toolchain import CHECKOUT, Toolchain

KERNEL_H = CHECKOUT / "recipes/kernel-interface/include/guest/kernel.h"
CASES = all_cases()
RECIPES = {
    "kernel-interface": (),
    "kernel-arch": ("kernel-interface",),
    "kernel-geekos": ("kernel-interface", "kernel-arch"),
    "kernel-kitten": ("kernel-interface", "kernel-arch"),
}


@dataclass(frozen=True, slots=True)
class Objects:
    """What the recipes of the kernel made, each in a folder of its name."""

    root: Path
    folder: Path

    def guest(self, case: Case, build: Path, kernel: str = "geekos") -> Path:
        """Return the image of a guest."""
        source = f"/checkout/{case.source.relative_to(CHECKOUT)}"
        done = self.link(source, build, kernel, f"{case.kernel or 'kernel'}.o", case.baked)
        assert done.returncode == 0, done.stderr.decode()
        return build / "guest.elf"

    def link(
        self, source: str, build: Path, kernel: str, object_name: str = "kernel.o", baked: str = ""
    ) -> subprocess.CompletedProcess[bytes]:
        """Compile a program and link it with a kernel to `guest.elf` in `build`."""
        build.mkdir(exist_ok=True)
        mounts = {"/interface": self.folder / "kernel-interface", "/kernel": self.folder / f"kernel-{kernel}"}
        script = (FOLDER / "link.sh").read_text()
        return Toolchain(self.root, build).sh(script, source, object_name, baked, mounts=mounts)


def made(root: Path, folder: Path) -> Objects:
    """Run the recipes' scripts as their steps do, in the order in which they need each other."""
    for name, inputs in RECIPES.items():
        (folder / f"{name}.build").mkdir(parents=True)
        (folder / f"{name}.build" / "out").mkdir()
        done = Toolchain(root, folder / f"{name}.build").sh(
            'sh -eu "$recipe/build.sh"',
            mounts={"/recipe": CHECKOUT / "recipes" / name, **{f"/in/{one}": folder / one for one in inputs}},
            environment={"out": "/build/out", "recipe": "/recipe", "in": "/in"},
        )
        assert done.returncode == 0, done.stderr.decode()
        (folder / f"{name}.build" / "out").rename(folder / name)
    return Objects(root, folder)


@pytest.fixture(scope="session")
def objects(toolchain_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Objects:
    """Return the kernel, built once."""
    return made(toolchain_root, tmp_path_factory.mktemp("kernel"))


Boot = Callable[..., tuple[str, str]]

LISTENING = b"guestpipe listening serial\n"


@pytest.fixture
def boot() -> Boot:
    """Return a function that boots an image and returns the control line (but for «listening») and the console."""

    def run(image: Path, machine: str, *more: str, memory: str = "32M", stdin: bytes = b"") -> tuple[str, str]:
        control, theirs = os.pipe()
        argv = [
            "qemu-system-x86_64",
            *("-M", machine, "-accel", "tcg", "-m", memory, "-kernel", str(image)),
            *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio"),
            *("-chardev", f"file,id=control,path=/dev/fd/{theirs}"),
            *("-device", "isa-debugcon,iobase=0xe9,chardev=control"),
            *("-device", "isa-debug-exit,iobase=0xf4,iosize=4"),
            *more,
        ]
        with os.fdopen(control, "rb") as lines:
            vmm = subprocess.Popen(
                argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=(theirs,)
            )
            os.close(theirs)
            limit = threading.Timer(120, vmm.kill)
            limit.start()
            # A byte that comes before the serial port is set up is lost.
            first = lines.readline()
            console = vmm.communicate(stdin)[0]
            limit.cancel()
            said = (first + lines.read()).replace(LISTENING, b"")
        return said.decode("latin-1"), console.decode("latin-1")

    return run


@pytest.mark.parametrize(
    ("kernel", "case"),
    [
        pytest.param(kernel, case, id=f"{kernel}-{case.name}")
        for kernel in OFFERS
        for case in CASES
        if case.runs_on(kernel)
    ],
)
def test_a_guest_ends_as_it_says(objects: Objects, tmp_path: Path, boot: Boot, kernel: str, case: Case) -> None:
    image = objects.guest(case, tmp_path / "build", kernel)
    more = (*case.qemu, *(("-append", case.loader) if case.loader else ()))
    for machine, processors in case.computers(kernel):
        control, console = boot(image, machine, "-smp", str(processors), *more, memory=case.memory, stdin=case.input)
        assert case.complaint(control, console) == "", f"on {machine} with {processors} processors:\n{console}"


def case_named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def test_of_several_processors_that_panic_one_is_heard_once(objects: Objects, tmp_path: Path, boot: Boot) -> None:
    image = objects.guest(case_named("thread_panic"), tmp_path / "build", "kitten")
    for _ in range(3):
        control, console = boot(image, "q35", "-smp", "4")
        assert control == "guestpipe panic division by zero (vector 0, error code 0)\n"
        assert console.count("panic: ") == 1
        assert console.count("backtrace:") == 1
        assert re.search(r"^processor [12] of 4\r?$", console, re.MULTILINE)


@pytest.mark.parametrize("memory", ["1216K", "4G"])
def test_it_boots_in_very_little_memory_and_in_much(objects: Objects, tmp_path: Path, boot: Boot, memory: str) -> None:
    image = objects.guest(case_named("hello"), tmp_path / "build")
    assert boot(image, "q35", memory=memory) == ("guestpipe exit 42\n", "hello, bare metal\n")


@pytest.mark.parametrize("cpu", ["qemu64", "max", "Nehalem"])
def test_it_boots_on_old_and_new_processors(objects: Objects, tmp_path: Path, boot: Boot, cpu: str) -> None:
    image = objects.guest(case_named("preemption_of_registers"), tmp_path / "build")
    assert boot(image, "microvm", "-cpu", cpu)[0] == "guestpipe exit 0\n"


@pytest.mark.parametrize(
    ("machine", "cpu", "complaint"),
    [
        ("q35", "qemu64,-nx", "this processor has no 64-bit mode or no NX"),
        ("pc", "qemu32", "this processor has no 64-bit mode or no NX"),
        ("microvm,pit=off", "qemu64", "the machine has no timer (8254 PIT)"),
        ("microvm,pic=off", "qemu64", "the machine has no interrupt controller (8259 PIC)"),
    ],
)
def test_a_machine_that_lacks_something_is_refused(
    objects: Objects, tmp_path: Path, boot: Boot, machine: str, cpu: str, complaint: str
) -> None:
    image = objects.guest(case_named("hello"), tmp_path / "build")
    control, console = boot(image, machine, "-cpu", cpu)
    assert control == f"guestpipe panic {complaint}\n"
    assert complaint in console


def test_an_image_that_only_writes_is_small(objects: Objects, tmp_path: Path) -> None:
    assert objects.guest(case_named("hello"), tmp_path / "build").stat().st_size <= 32 * 1024


def test_the_kernel_is_the_same_to_the_byte_wherever_it_is_built(
    objects: Objects, toolchain_root: Path, tmp_path: Path
) -> None:
    again = made(toolchain_root, tmp_path / "elsewhere")
    for name in RECIPES:
        files = sorted(path.relative_to(objects.folder / name) for path in (objects.folder / name).rglob("*"))
        assert files == sorted(path.relative_to(again.folder / name) for path in (again.folder / name).rglob("*"))
        for path in files:
            if (objects.folder / name / path).is_file():
                assert (again.folder / name / path).read_bytes() == (objects.folder / name / path).read_bytes(), path


@pytest.mark.parametrize("kernel", OFFERS)
def test_only_the_contract_can_be_seen_from_outside(objects: Objects, tmp_path: Path, kernel: str) -> None:
    done = Toolchain(objects.root, tmp_path).sh(
        "nm /kernel/lib/kernel.o", mounts={"/kernel": objects.folder / f"kernel-{kernel}"}
    )
    symbols = [line.split()[-2:] for line in done.stdout.decode().splitlines()]
    functions = set(re.findall(r"^[a-z_A-Z0-9 ]*\b(kernel_[a-z_]+)\(", KERNEL_H.read_text(), re.MULTILINE))
    assert {name for kind, name in symbols if kind in "TDBRVW"} == functions | {"kernel_entry"}
    assert {name for kind, name in symbols if kind in "Uw"} == {
        "kernel_baked_command_line",
        "kernel_symbol_table",
        "program_start",
        "stg_stop_thread_info",  # weak: where a backtrace through Haskell's stack ends
        *(f"kernel_{part}" for part in ("text_start", "text_end", "rodata_start", "rodata_end")),
        *(f"kernel_{part}" for part in ("data_start", "bss_start", "bss_end")),
    }


def test_every_case_says_how_it_ends() -> None:
    assert {case.name for case in CASES} >= {"hello", "stack_overflow", "double_fault", "heap_exhausted"}


def test_the_image_says_what_loaders_look_for(objects: Objects, tmp_path: Path) -> None:
    image = objects.guest(case_named("hello"), tmp_path / "build").read_bytes()
    kind, entry, header_at, header_size, header_count = struct.unpack_from("<16xH6xQQ14xHH", image)
    headers = [struct.unpack_from("<IIQQQQQ", image, header_at + i * header_size) for i in range(header_count)]
    loads = [header[1:] for header in headers if header[0] == 1]
    assert (kind, entry) == (2, 0x100000)
    assert [flags for flags, *_ in loads] == [5, 4, 6], "code, read-only data, data: none is writable and executable"
    assert all(physical == virtual and virtual % 4096 == 0 for _, _, virtual, physical, _, _ in loads)

    offset, size = next((header[2], header[5]) for header in headers if header[0] == 4)
    notes = image[offset : offset + size]
    assert struct.pack("<III4s", 4, 4, 18, b"Xen\0") in notes
    version = re.search(r"KERNEL_INTERFACE_VERSION (\d+)", KERNEL_H.read_text())
    assert version is not None
    assert struct.pack("<III12sI", 10, 4, 1, b"guestpipe", int(version[1])) in notes

    _, text_at, text_address, _, _, _ = loads[0]
    at = image.index(struct.pack("<I", 0xE85250D6), text_at)
    magic, architecture, length, checksum = struct.unpack_from("<IIII", image, at)
    assert (text_address + at - text_at) % 8 == 0
    assert at + length <= 32768
    assert (magic + architecture + length + checksum) % 2**32 == 0
    assert struct.pack("<I", 0x1BADB002) not in image[:8192], "with a Multiboot1 header QEMU refuses a 64-bit image"


THREAD_LOCAL = """
#include <guest/kernel.h>
_Thread_local int counter = 5;
_Thread_local long zero __attribute__((aligned(64)));
%s
void program_start(int argc, char **argv, char **envp) {
    static char block[256] __attribute__((aligned(64)));
    const unsigned long size = (unsigned long)(kernel_tls_end - kernel_tls_start);
    const unsigned long alignment = (unsigned long)kernel_tls_alignment;
    char *pointer = block + ((size + alignment - 1) & -alignment);
    (void)argc, (void)argv, (void)envp;
    for (unsigned long i = 0; i < (unsigned long)(kernel_tls_data_end - kernel_tls_start); i++)
        block[i] = kernel_tls_start[i];
    *(void **)pointer = pointer;
    kernel_thread_pointer_set(pointer);
    kernel_exit(counter == 5 && zero == 0 && alignment == 64 && (unsigned long)&zero %% 64 == 0 ? 0 : 1);
}
"""


def test_thread_local_variables_are_refused_where_no_stubs_make_copies(objects: Objects, tmp_path: Path) -> None:
    (tmp_path / "tls.c").write_text(THREAD_LOCAL % "")
    done = objects.link("/build/tls.c", tmp_path, "geekos")
    assert done.returncode != 0
    assert b"thread-local variables (_Thread_local) are not supported by these stubs" in done.stderr


@pytest.mark.parametrize("kernel", OFFERS)
def test_thread_local_variables_are_where_the_contract_says(
    objects: Objects, tmp_path: Path, boot: Boot, kernel: str
) -> None:
    (tmp_path / "tls.c").write_text(THREAD_LOCAL % "const char program_thread_storage = 0;")
    done = objects.link("/build/tls.c", tmp_path, kernel)
    assert done.returncode == 0, done.stderr.decode()
    assert boot(tmp_path / "guest.elf", "microvm")[0] == "guestpipe exit 0\n"
