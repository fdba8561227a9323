"""What makes a counted run differ from itself: looked for in the command line of QEMU, and refused by name. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guestpipe.errors import UsageError

_DISKS = ("-drive", "-blockdev", "-hda", "-hdb", "-hdc", "-hdd", "-cdrom", "-fda", "-fdb", "-sd", "-mtdblock")
_DISK_DEVICES = ("ide-", "virtio-blk", "scsi-", "nvme", "usb-storage", "sd-card", "floppy", "virtio-9p", "vhost-")
_NETWORK = ("-nic", "-netdev", "-net")
_NETWORK_DEVICES = ("virtio-net", "e1000", "rtl8139", "ne2k", "pcnet", "vmxnet", "usb-net")
_TALKERS = ("stdio", "pipe", "socket", "udp", "pty", "vc", "serial", "parallel", "mon:", "tcp:", "unix:", "telnet:")
_HANDS = ("-monitor", "-qmp", "-mon", "-gdb", "-s", "-S", "-incoming", "-loadvm", "-display", "-vnc", "-spice")


@dataclass(frozen=True, slots=True)
class Leak:
    """A way in which the host reaches into a run."""

    what: str
    why: str


def refuse_leaks(argv: Sequence[str]) -> None:
    """Raise UsageError if a run by `argv` could differ from another one on this or any other host."""
    if found := list(leaks(argv)):
        first, *rest = found
        raise UsageError(
            f"a counted run would not be the same twice: {first.what}",
            detail=tuple(leak.what for leak in rest),
            hint=first.why,
        )


def leaks(argv: Sequence[str]) -> Iterator[Leak]:
    """Yield all that lets the host into a run by the command line `argv` of QEMU."""
    options = list(_options(argv))
    values: dict[str, list[str]] = {}
    for name, value in options:
        values.setdefault(name, []).append(value)
    yield from _clocks(values)
    yield from _processors(values)
    for name, value in options:
        if name in _DISKS or (name == "-device" and value.startswith(_DISK_DEVICES)):
            yield Leak(f"a disk, `{name} {value}`", "it is read when the host pleases: boot the image of format `elf`")
        elif name in _NETWORK or (name == "-device" and value.startswith(_NETWORK_DEVICES)):
            if value != "none":
                yield Leak(f"a network, `{name} {value}`", "packets come when the host pleases: leave it out")
        elif name in ("-serial", "-chardev", "-parallel", "-debugcon") and value.startswith(_TALKERS):
            yield Leak(
                f"a reader at the other end, `{name} {value}`",
                "a slow reader makes the guest wait for the host: let it write to a file",
            )
        elif name in _HANDS and (name, value) != ("-display", "none"):
            yield Leak(f"a hand in the run, `{' '.join(filter(None, (name, value)))}`", "leave it out")


def _clocks(values: dict[str, list[str]]) -> Iterator[Leak]:
    count = _keys(values.get("-icount", [""])[-1])
    if not count:
        yield Leak("instructions are not counted", "give `-icount shift=N,sleep=off`")
        return
    if count.get("sleep", "on") != "off":
        yield Leak("`sleep=on`, QEMU's default", "an idle guest then waits by the clock of the host: give `sleep=off`")
    if not count.get("shift", "auto").isdigit():
        yield Leak("`shift=auto`", "the clock then follows the host's speed: give a number")
    if count.get("align", "off") == "on":
        yield Leak("`align=on`", "the clock then follows the host's: leave it out")
    clock = _keys(values.get("-rtc", [""])[-1])
    if clock.get("clock") != "vm" or clock.get("base", "utc") in ("utc", "localtime"):
        yield Leak("the date of the host", "give `-rtc base=2024-01-01T00:00:00,clock=vm`")
    if "-seed" not in values:
        yield Leak("random numbers without a seed: RDRAND, and keys that firmware hands over", "give `-seed 1`")


def _processors(values: dict[str, list[str]]) -> Iterator[Leak]:
    how = _keys(values.get("-accel", ["tcg"])[-1], first="accel")
    if how.get("accel", "tcg") != "tcg" or "-enable-kvm" in values:
        yield Leak(f"`{how.get('accel', 'kvm')}`, which runs on the host's processor", "only TCG counts instructions")
    if how.get("thread") == "multi":
        yield Leak("`thread=multi`", "the host then chooses which processor goes first: leave it out")
    model = values.get("-cpu", ["qemu64"])[-1].partition(",")[0]
    if model == "host":
        yield Leak("`-cpu host`", "the guest then sees this machine's processor: name a model, such as `qemu64`")


def _options(argv: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield options and their values; QEMU takes `--x` for `-x`."""
    start = next((at for at, word in enumerate(argv) if word.rpartition("/")[2].startswith("qemu-system-")), -1)
    words = list(argv[start + 1 :])
    for at, word in enumerate(words):
        if word.startswith("-") and len(word) > 1:
            follows = words[at + 1] if at + 1 < len(words) and not words[at + 1].startswith("-") else ""
            yield (word[1:] if word.startswith("--") else word), follows


def _keys(value: str, first: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for number, part in enumerate(filter(None, value.split(","))):
        key, sign, text = part.partition("=")
        if not sign and number == 0 and first:
            key, text = first, key
        found[key] = text
    return found
