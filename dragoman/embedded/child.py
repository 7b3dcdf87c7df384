"""One embedded process: how it is started, where its log goes, how often it may die."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.embedded.errors import EmbeddedError

LOG_LIMIT = 10_000_000
"""A log above this many bytes is moved aside, to one ``.1`` file."""

DEATHS_ALLOWED = 5
DEATHS_WINDOW = 60.0
"""A child that dies more often than this within so many seconds is given up."""


@dataclass(slots=True)
class Child:
    """``group`` is the process group to join, ``input`` what is written to standard input."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path
    group: int
    input: str = ""
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: list[float] = field(default_factory=list[float])
    restart_at: float | None = None
    log_start: int = 0

    def start(self) -> None:
        """Raises EmbeddedError when the program cannot be run."""
        self.trim_log()
        self.restart_at = None
        self.started_at = time.monotonic()
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            try:
                self.process = subprocess.Popen(  # noqa: S603 - our own commands
                    self.command,
                    cwd=self.folder,
                    env=dict(self.environment),
                    stdin=subprocess.PIPE if self.input else subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=self.pass_fds,
                    process_group=self.group,
                )
            except OSError as error:
                raise EmbeddedError(f"{self.name} cannot be started: {error}") from error
        if self.process.stdin:
            with self.process.stdin as pipe:
                pipe.write(self.input.encode())

    def exit_code(self) -> int | None:
        """``None`` while it runs or before it was started."""
        return self.process.poll() if self.process else None

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def died(self) -> float | None:
        """Note a death. Returns the seconds to wait before the next start, or ``None`` to give up."""
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < DEATHS_WINDOW]
        self.deaths.append(now)
        if len(self.deaths) > DEATHS_ALLOWED:
            return None
        pause = min(0.25 * 2 ** (len(self.deaths) - 1), 8.0)
        self.restart_at = now + pause
        return pause

    def how_it_ended(self) -> str:
        code = self.exit_code()
        if code is not None and code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    def tail(self, lines: int = 15) -> str:
        """The last lines it wrote since it was last started."""
        try:
            with self.log.open("rb") as log:
                size = os.fstat(log.fileno()).st_size
                log.seek(max(min(self.log_start, size), size - 20_000))
                text = log.read().decode("utf-8", "replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def trim_log(self) -> None:
        """Move a log that has grown large aside. The child appends, so it goes on writing at the new start."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)
            self.log_start = 0
