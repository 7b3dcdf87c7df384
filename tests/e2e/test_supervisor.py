"""Starting, being in the way of others, and leaving nothing behind."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.client import Client
from dragoman.embedded import child, redis
from dragoman.embedded.child import Child
from dragoman.embedded.errors import EmbeddedError
from tests.conftest import ROOT, free_port
from tests.e2e.conftest import UP, Running, environment_without_redis, wait_until

pytestmark = pytest.mark.e2e

Start = Callable[..., Running]


def test_it_says_what_it_does(start: Start) -> None:
    up = start("up", "--port", "0", "--workers", "2")
    with Client(up.url) as client:
        assert client.ready()["status"] == "ready"
    chosen, ready, address = up.lines
    assert chosen.startswith("Redis: ")
    assert ready.startswith("Ready in ")
    assert address.startswith("The API and the reader page are at http://127.0.0.1:")
    # The password of its Redis is in no command line.
    (server,) = up.child("redis-server")
    assert "requirepass" not in " ".join(server.cmdline())
    assert {path.name for path in (up.folder / "logs").iterdir()} == {"api.log", "redis.log", "worker.log"}
    # Redis wants the password, and listens on loopback only.
    (port,) = {c.laddr.port for c in server.net_connections() if c.status == "LISTEN"}
    assert {c.laddr.ip for c in server.net_connections() if c.status == "LISTEN"} == {"127.0.0.1"}
    assert not redis.answers(f"redis://127.0.0.1:{port}/0")
    assert up.stop() == 0
    assert up.rest().endswith("Stopping …")
    assert up.children() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_every_polite_signal_stops_it(start: Start, number: int) -> None:
    up = start(*UP)
    assert up.url
    assert up.stop(number) == 0
    assert up.children() == []


@pytest.mark.parametrize("moment", [0.15, 0.5, 1.0, 1.6, 2.5])
def test_ctrl_c_at_any_moment_leaves_nothing(start: Start, moment: float) -> None:
    up = start(*UP)
    time.sleep(moment)
    code = up.stop()
    assert code in (0, 130, -signal.SIGINT)
    assert up.children() == []
    assert "Traceback" not in up.rest() or moment < 0.2
    # No half-written state: the next one starts.
    again = start(*UP)
    assert again.url


def test_a_second_ctrl_c_makes_it_hurry(start: Start) -> None:
    up = start(*UP)
    assert up.url
    # A worker that does not listen would be waited for.
    for process in up.child("celery"):
        process.suspend()
    up.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    started = time.monotonic()
    for _ in range(3):
        up.process.send_signal(signal.SIGINT)
    assert up.process.wait(10) == 0
    assert time.monotonic() - started < 3
    assert up.children() == []


def test_nothing_outlives_a_killed_supervisor(start: Start) -> None:
    up = start(*UP)
    assert up.url
    assert len(up.children()) >= 4
    up.process.kill()
    up.process.wait()
    wait_until(lambda: up.children() == [], 10, f"still there: {up.children()}")
    # The folder is free again.
    assert start(*UP).url


def test_nothing_outlives_a_supervisor_killed_while_it_starts(start: Start) -> None:
    up = start(*UP)
    up.wait_for_line("Redis: ")
    time.sleep(0.1)
    up.process.kill()
    up.process.wait()
    wait_until(lambda: up.children() == [], 10, f"still there: {up.children()}")


def test_two_on_one_folder(start: Start) -> None:
    first = start(*UP)
    assert first.url
    second = start(*UP)
    assert second.process.wait(30) == 1
    said = second.rest()
    assert said.startswith("dragoman: Dragoman already runs on the data folder ")
    assert f"process {first.process.pid}, {first.url}" in said
    assert len(said.splitlines()) == 1


def test_a_taken_port(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = start("up", "--port", str(port))
        assert up.process.wait(30) == 1
        said = up.rest()
    assert said == (
        f"dragoman: port {port} on 127.0.0.1 is taken by another program; choose another with --port "
        "(or PORT=… after make), or --port 0 for any free one"
    )
    assert up.children() == []


def test_no_redis_anywhere(start: Start, tmp_path: Path) -> None:
    up = start(*UP, **environment_without_redis(tmp_path))
    assert up.process.wait(30) == 1
    said = up.rest()
    assert said.startswith("dragoman: there is no Redis here: install redis-server")
    assert len(said.splitlines()) == 1


def test_a_redis_that_is_named_and_away(start: Start) -> None:
    up = start(*UP, DRAGOMAN_REDIS_URL=f"redis://:secret@127.0.0.1:{free_port()}/0")
    assert up.process.wait(30) == 1
    said = up.rest()
    assert said.startswith("dragoman: no Redis answers at redis://127.0.0.1:")
    assert "secret" not in said


def test_a_child_that_does_not_start_shows_the_end_of_its_log(start: Start, tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("import sys; print('no luck today'); sys.exit(7)")
    up = start(*UP, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}", PYTHONSAFEPATH="")
    assert up.process.wait(60) == 1
    said = up.rest().splitlines()
    assert "no luck today" in said
    assert said[-1] == "dragoman: API did not start: it ended with exit code 7"
    assert up.children() == []


def test_a_child_that_dies_again_and_again_is_given_up(tmp_path: Path) -> None:
    # Given a program that ends at once
    process = Child("Sisyphus", ["false"], tmp_path, dict(os.environ), tmp_path / "log", group=0)
    pauses: list[float] = []
    for _ in range(child.DEATHS_ALLOWED):
        process.start()
        assert process.process
        process.process.wait()
        pause = process.died()
        assert pause is not None
        pauses.append(pause)
    # Then each pause is longer than the one before, until there is no next time
    assert pauses == sorted(set(pauses))
    assert process.died() is None
    assert process.how_it_ended() == "ended with exit code 1"


def test_a_program_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    process = Child("Nobody", [str(tmp_path / "none")], tmp_path, {}, tmp_path / "log", group=0)
    with pytest.raises(EmbeddedError, match="Nobody cannot be started"):
        process.start()


def test_a_log_that_grows_is_moved_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LOG_LIMIT", 1000)
    log = tmp_path / "x.log"
    log.write_text("line\n" * 300)
    process = Child("Writer", ["echo", "new"], tmp_path, dict(os.environ), log, group=0)
    process.start()
    assert process.process
    process.process.wait()
    assert log.read_text() == "new\n"
    assert (tmp_path / "x.log.1").read_text() == "line\n" * 300
    assert process.tail() == "new"


def test_the_demonstration_twice(start: Start) -> None:
    # Given a first run
    first = start("demo", "--no-wait", "--port", "0")
    assert first.process.wait(120) == 0
    said = first.rest()
    assert said.count("Summary (sentence numbers in brackets)") == 5
    assert said.splitlines()[-1].startswith("5 articles, ")
    # When it is run again
    second = start("demo", "--no-wait", "--port", "0")
    assert second.process.wait(60) == 0
    again = second.rest()
    # Then the articles are those of the first
    assert "All were translated by an earlier run and are shown again" in again
    assert again.count("Summary (sentence numbers in brackets)") == 5
    assert (first.folder / "demo" / "dragoman.db").exists()


def test_the_demonstration_stays_open_until_ctrl_c(start: Start) -> None:
    demo = start("demo", "--port", "0")
    line = demo.wait_for_line("Read them in a browser: http://127.0.0.1:", 120)
    assert "Ctrl-C" in line
    assert demo.stop() == 0
    assert demo.children() == []
