"""Showing how far a job is: a bar on a terminal, a line now and then anywhere else. All of it on standard error."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

LINE_SECONDS = 5.0


class Meter(Protocol):
    def update(self, what: str, done: int, total: int | None) -> None:
        """``what`` is being done, and ``done`` of ``total`` sentences are; ``None`` while that is not known."""
        ...


class _Bar:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def update(self, what: str, done: int, total: int | None) -> None:
        self._progress.update(self._task, description=what, completed=done, total=total)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._what = ""
        self._done = -1
        self._next = 0.0

    def update(self, what: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if what == self._what and (done == self._done or now < self._next):
            return
        self._what, self._done, self._next = what, done, now + LINE_SECONDS
        self._console.print(f"{what}: {done} of {total} sentences" if total else f"{what} …")


@contextmanager
def meter(console: Console) -> Generator[Meter]:
    """A bar that is gone when the block ends, or lines where there is no terminal."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = [TextColumn("{task.description}")]
    if console.width >= 60:
        columns += [BarColumn(bar_width=None)]
    columns += [MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress, progress.add_task("waiting", total=None))
