"""Ctrl-C and SIGTERM while steps are realized: the first asks us to tidy up and end, the second ends us at once."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Interrupt:
    """A context in which signals are counted; each writes a byte to the file descriptor `wake`."""

    wake: int
    asked: int = 0
    _before: dict[int, Any] = field(default_factory=dict)
    _wake_before: int = -1

    def __enter__(self) -> Interrupt:
        # Only the main thread hears signals; in another one, whoever started it must end us.
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._hear) for number in _SIGNALS if _is_heard(number)}
            self._wake_before = signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before:
            signal.set_wakeup_fd(self._wake_before)
            for number, action in self._before.items():
                signal.signal(number, action)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1
        if self.asked > 1:
            raise KeyboardInterrupt


def _is_heard(number: int) -> bool:
    # `nohup` and a shell's `&` ignore signals on purpose.
    return signal.getsignal(number) is not signal.SIG_IGN
