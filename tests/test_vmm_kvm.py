"""KVM is used only where it was seen to work."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from guestpipe.vmm import kvm


def found(folder: Path, flags: str, probe: Callable[[Path], float], boot: str = "boot-1") -> kvm.Kvm:
    for name, text in (("cpuinfo", f"processor : 0\nflags\t\t: fpu {flags} sse\n"), ("boot_id", boot), ("kvm", "")):
        (folder / name).write_text(text)
    return kvm.find(
        folder / "cache", cpuinfo=folder / "cpuinfo", boot_id=folder / "boot_id", device=folder / "kvm", probe=probe
    )


def never(_device: Path) -> float:
    raise AssertionError("the probe must not run")


def test_without_vmx_or_svm_no_probe_runs(tmp_path: Path) -> None:
    assert found(tmp_path, "lm", never) == kvm.Kvm(False, "the processor's flags name neither vmx nor svm")


def test_a_fast_probe_makes_kvm_useful(tmp_path: Path) -> None:
    assert found(tmp_path, "vmx", lambda _: 2e9).is_useful


def test_a_slow_probe_does_not(tmp_path: Path) -> None:
    judged = found(tmp_path, "svm", lambda _: 1.5e6)
    assert judged == kvm.Kvm(False, "a probe guest ran only 1.5 million instructions a second")


def test_a_probe_that_fails_says_why(tmp_path: Path) -> None:
    def failing(_device: Path) -> float:
        raise OSError("a probe guest ended with KVM's exit reason 17, not with its `hlt`")

    judged = found(tmp_path, "svm", failing)
    assert not judged.is_useful
    assert "exit reason 17" in judged.why


def test_a_device_that_cannot_be_opened_is_not_probed(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("flags : vmx")
    judged = kvm.find(tmp_path, cpuinfo=tmp_path / "cpuinfo", device=tmp_path / "none", probe=never)
    assert judged == kvm.Kvm(False, f"`{tmp_path}/none` cannot be opened")


def test_the_probe_runs_once_for_each_boot_of_the_host(tmp_path: Path) -> None:
    first = found(tmp_path, "vmx", lambda _: 2e9)
    assert found(tmp_path, "vmx", never) == first
    assert not found(tmp_path, "vmx", lambda _: 1.0, boot="boot-2").is_useful


def test_a_damaged_record_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/kvm.json").write_text('["not a record"]')
    assert found(tmp_path, "vmx", lambda _: 2e9).is_useful
    assert found(tmp_path, "vmx", never).is_useful


@pytest.mark.skipif(not os.access("/dev/kvm", os.R_OK | os.W_OK), reason="no /dev/kvm that opens")
def test_the_real_probe_ends_in_time_whatever_this_kvm_does() -> None:
    try:
        assert kvm.probe_apart(Path("/dev/kvm")) > 0
    except OSError as error:
        assert str(error), "both ends are right, hanging is not"


def test_the_real_probe_of_something_else_fails_in_words() -> None:
    with pytest.raises(OSError, match="ioctl"):
        kvm.probe_apart(Path("/dev/null"))
