"""Starts Redis, the database, the API and the workers, keeps them alive, and leaves nothing behind.

supervisor ─┬─ leash          leads the process group of all the others, and ends it when the supervisor is gone
            ├─ redis-server   unless DRAGOMAN_REDIS_URL names one
            ├─ uvicorn        on a socket that the supervisor opened
            └─ celery worker ── one process for each core
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import SecretStr

from dragoman.embedded import leash, listener, redis
from dragoman.embedded.child import Child
from dragoman.embedded.errors import EmbeddedError
from dragoman.embedded.interrupt import Interrupts
from dragoman.embedded.lock import FolderLock
from dragoman.settings import Settings
from dragoman.store import Store

START_SECONDS = 60.0
POLITE_SECONDS = 5.0


class Supervisor:
    """``with Supervisor(settings, root, say, signals) as running:`` everything is up inside, and gone after.

    ``root`` is the repository's root, where ``api`` and ``worker`` lie; ``say`` gets one line for each step.
    """

    def __init__(self, settings: Settings, root: Path, say: Callable[[str], None], signals: Interrupts) -> None:
        self._settings = settings
        self._root = root
        self._say = say
        self._signals = signals
        self._folder = settings.data_dir.resolve()
        self._children: list[Child] = []
        self._leash: subprocess.Popen[bytes] | None = None
        self._lock: FolderLock | None = None
        self._socket: socket.socket | None = None
        self._watcher: threading.Thread | None = None
        self._stopping = threading.Event()
        self.url = ""
        self.failure: EmbeddedError | None = None
        """Set when a child had to be given up; the main thread is then stopped with SIGTERM."""

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def wait(self) -> None:
        """Until a signal raises Stopped."""
        while True:
            time.sleep(3600)

    # Starting.

    def _start(self) -> None:
        started = time.monotonic()
        self._lock = FolderLock(self._folder)
        self._socket = listener.listen(self._settings.host, self._settings.port)
        self.url = listener.url_of(self._socket)
        self._lock.note(f"process {os.getpid()}, {self.url}")
        logs = self._folder / "logs"
        logs.mkdir(exist_ok=True)
        self._leash = self._hold()

        redis_url = self._start_redis(logs)
        self._migrate()
        self._wait_for(self._children[:1], lambda: redis.answers(redis_url), "Redis")

        environment = child_environment(self._settings, redis_url)
        api = self._child("API", self._api_command(self._socket.fileno()), environment, logs / "api.log")
        api.pass_fds = (self._socket.fileno(),)
        worker = self._child("worker", self._worker_command(), environment, logs / "worker.log")
        api.start()
        worker.start()
        self._wait_for([api, worker], self._api_ready, "the API")
        self._wait_for([api, worker], lambda: redis.someone_waits(redis_url), "the worker")
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._watcher.start()
        self._say(f"Ready in {time.monotonic() - started:.1f} s; logs are in {_short(logs)}")

    def _hold(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", "-S", leash.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        if not process.stdout or not process.stdout.readline():
            raise EmbeddedError("the process that guards the others cannot be started")
        return process

    def _child(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> Child:
        if self._leash is None:
            raise EmbeddedError("the supervisor was not started")
        child = Child(name, command, self._root, environment, log, group=self._leash.pid)
        self._children.append(child)
        return child

    def _start_redis(self, logs: Path) -> str:
        if self._settings.redis_url is not None:
            url = self._settings.redis_url.get_secret_value()
            if not redis.answers(url):
                raise EmbeddedError(
                    f"no Redis answers at {redis.without_password(url)}: start it, or unset DRAGOMAN_REDIS_URL "
                    "and one is started for you"
                )
            self._say(f"Redis: the one at {redis.without_password(url)} (DRAGOMAN_REDIS_URL)")
            return url
        own = redis.OwnRedis.plan(self._folder / "redis")
        self._say(f"Redis: {own.binary.origin}")
        child = self._child("Redis", own.command, dict(os.environ), logs / "redis.log")
        child.input = own.configuration
        child.start()
        return own.url

    def _migrate(self) -> None:
        store = Store.open(self._settings.store_url)
        try:
            store.migrate()
        finally:
            store.close()

    def _api_command(self, fd: int) -> list[str]:
        options = ["--fd", str(fd), "--timeout-graceful-shutdown", "2", "--no-access-log"]
        return [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", *options]

    def _worker_command(self) -> list[str]:
        processes = str(self._settings.workers or cores())
        # Mingle and gossip greet other workers and cost a second; the store settles what workers must agree on.
        options = ["--concurrency", processes, "--without-mingle", "--without-gossip", "--without-heartbeat"]
        name = ["--hostname", f"dragoman-{os.getpid()}@%h"]
        queues = ["-Q", "prepare,translate,summarise"]
        return [sys.executable, "-m", "celery", "-A", "worker.app", "worker", *queues, *options, *name]

    def _api_ready(self) -> bool:
        if self._socket is None:
            return False
        connection = http.client.HTTPConnection(*listener.address_of(self._socket), timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _wait_for(self, children: list[Child], ready: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            for child in children:
                if child.exit_code() is not None:
                    raise EmbeddedError(f"{child.name} did not start: it {child.how_it_ended()}", child.tail())
            if time.monotonic() > deadline:
                logs = _short(self._folder / "logs")
                raise EmbeddedError(
                    f"{what} is not ready after {START_SECONDS:.0f} seconds; look into the logs in {logs}",
                    "\n".join(child.tail(5) for child in children),
                )
            time.sleep(0.05)

    # Watching.

    def _watch(self) -> None:
        rounds = 0
        while not self._stopping.wait(0.2):
            rounds += 1
            try:
                for child in self._children:
                    self._look_after(child)
                    if rounds % 50 == 0:
                        child.trim_log()
                self._look_after_leash()
            except EmbeddedError as error:
                self.failure = error
                os.kill(os.getpid(), signal.SIGTERM)
                return

    def _look_after_leash(self) -> None:
        if self._leash and self._leash.poll() is not None:
            raise EmbeddedError("the process that guards the others was ended from outside")

    def _look_after(self, child: Child) -> None:
        if child.restart_at is not None:
            if time.monotonic() >= child.restart_at:
                child.start()
        elif child.exit_code() is not None:
            pause = child.died()
            if pause is None:
                raise EmbeddedError(f"{child.name} dies again and again: it {child.how_it_ended()}", child.tail())
            self._say(f"{child.name} {child.how_it_ended()}; it starts again in {pause:.1f} s")

    # Stopping.

    def _stop(self) -> None:
        self._signals.cleaning = True
        self._stopping.set()
        if self._watcher:
            self._watcher.join()
        if self._signals.asked and self._children:
            self._say("Stopping …")
        if self._socket:
            self._socket.close()
        # Redis last, so that a worker can still hand on what it just finished.
        self._end([child for child in self._children if child.name != "Redis"], POLITE_SECONDS)
        self._end([child for child in self._children if child.name == "Redis"], 2.0)
        if self._leash:
            _kill_group(self._leash)
        for child in self._children:
            if child.process:
                child.process.wait()
        if self._lock:
            self._lock.close()

    def _end(self, children: list[Child], seconds: float) -> None:
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while any(child.process and child.exit_code() is None for child in children):
            if time.monotonic() > deadline or self._signals.hurry.is_set():
                break
            time.sleep(0.02)
        for child in children:
            child.signal(signal.SIGKILL)


def _kill_group(leader: subprocess.Popen[bytes]) -> None:
    """End whoever is left of the group, the leash included."""
    try:
        os.killpg(leader.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        leader.kill()
    leader.wait()
    for pipe in (leader.stdin, leader.stdout):
        if pipe:
            pipe.close()


def cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def child_environment(settings: Settings, redis_url: str) -> dict[str, str]:
    """The environment of the API and the workers: every setting spelled out, whatever file it came from."""
    environment = dict(os.environ)
    values = settings.model_copy(
        update={
            "data_dir": settings.data_dir.resolve(),
            "database_url": SecretStr(settings.store_url),
            "redis_url": SecretStr(redis_url),
        }
    )
    for name in Settings.model_fields:
        value = getattr(values, name)
        if value is not None:
            text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            environment[f"DRAGOMAN_{name.upper()}"] = text
    environment.setdefault("OMP_NUM_THREADS", str(settings.translate_threads))
    environment["PYTHONUNBUFFERED"] = "1"
    return environment


def find_root() -> Path:
    """The folder that holds ``api`` and ``worker``: this one, or the checkout this package was installed from.

    Raises EmbeddedError when there is none, as in an environment that has only the wheel.
    """
    for folder in (Path.cwd(), Path(__file__).resolve().parents[2]):
        if (folder / "api" / "app.py").is_file() and (folder / "worker" / "app.py").is_file():
            return folder
    raise EmbeddedError(
        "the API and the worker are not here: run this from the root of a checkout of Dragoman, "
        "where the folders api and worker lie"
    )


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
