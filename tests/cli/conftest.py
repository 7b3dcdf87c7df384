"""The command line as a person runs it, against a real API on a real store."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dragoman.store import Store
from tests.api.server import Desk, serving, settings
from tests.conftest import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def api_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli-api")


@pytest.fixture(scope="session")
def desk(api_folder: Path) -> Iterator[Desk]:
    """Does the workers' part on the API's store."""
    store = Store.open(settings(api_folder).store_url)
    store.migrate()
    yield Desk(store)
    store.close()


@pytest.fixture(scope="session")
def api(api_folder: Path, desk: Desk) -> Iterator[str]:
    with serving(settings(api_folder)) as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def signals_are_heard() -> Iterator[None]:
    """Programs started under nohup, or in a script's background, ignore signals, and so would what they start."""
    ignored = [n for n in (signal.SIGINT, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


def environment(**more: str) -> dict[str, str]:
    """Nothing of Dragoman's from outside, and no terminal."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DRAGOMAN_") and k not in ("COLUMNS", "TERM")}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **more}


@pytest.fixture
def run(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """``dragoman ARGUMENTS`` in an empty folder, with the API's address set when the test has the API."""
    address = {"DRAGOMAN_API_URL": request.getfixturevalue("api")} if "api" in request.fixturenames else {}

    def run(*arguments: str, stdin: bytes | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "dragoman.cli", *arguments],
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            cwd=tmp_path,
            env=environment(**address, **more),
            timeout=60,
            check=False,
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run
