"""Fixtures that several folders of tests share."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.store import Store

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _postgres_bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of our own on a free port; its URL up to the database name."""
    binaries = _postgres_bin()
    if binaries is None:
        reason = "no PostgreSQL server is installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    data = tmp_path_factory.mktemp("postgres")
    # PostgreSQL refuses to run as root; there is always somebody else to run it as.
    user = None
    if os.geteuid() == 0:
        user = next(n for n in ("postgres", "nobody") if n in {p.pw_name for p in pwd.getpwall()})
        for folder in (data, *data.parents[:2]):
            folder.chmod(0o755)
        shutil.chown(data, user)
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    cluster = data / "cluster"
    subprocess.run(
        [binaries / "initdb", "-D", cluster, "-U", "dragoman", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        user=user,
        env=env,
        cwd="/",
    )
    port = free_port()
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-k", str(data)]
    server = subprocess.Popen(
        [binaries / "postgres", "-D", cluster, "-p", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        env=env,
        cwd="/",
    )
    try:
        deadline = time.monotonic() + 30
        ready = [binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-U", "dragoman", "-d", "postgres"]
        while subprocess.run(ready, capture_output=True, check=False).returncode != 0:
            assert server.poll() is None, "PostgreSQL did not start"
            assert time.monotonic() < deadline, "PostgreSQL is not ready"
            time.sleep(0.1)
        yield f"postgresql://dragoman@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty database of this test's own."""
    import psycopg

    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A migrated store, once on SQLite and once on PostgreSQL."""
    store = Store.open(store_url)
    store.migrate()
    yield store
    store.close()
