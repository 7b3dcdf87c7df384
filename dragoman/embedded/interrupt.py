"""Signals that ask a program to stop, raised once as an exception in the main thread."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Someone asked this program to stop. ``exit_code`` is the shell's: 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.exit_code = 128 + number


class Interrupts:
    """``asked`` is true after the first signal; ``hurry`` is set by the next: cleaning up should stop being polite.

    Whoever cleans up sets ``cleaning`` first, so that no signal cuts that short.
    """

    def __init__(self) -> None:
        self.asked = False
        self.cleaning = False
        self.hurry = threading.Event()

    def handle(self, number: int, _frame: FrameType | None) -> None:
        if self.asked or self.cleaning:
            self.hurry.set()
            return
        self.asked = True
        raise Stopped(number)


@contextmanager
def interrupts() -> Generator[Interrupts]:
    """Within the block, SIGINT, SIGTERM and SIGHUP raise Stopped. Call it from the main thread."""
    handler = Interrupts()
    # What was ignored when we were started stays so: that is what nohup is for.
    heard = [number for number in STOPPING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handler.handle) for number in heard}
    try:
        yield handler
    finally:
        for number, former in before.items():
            signal.signal(number, former)
