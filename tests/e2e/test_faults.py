"""Things break while articles are on their way; nothing is lost and nothing is done twice."""

import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dragoman.article import Submission
from dragoman.client import Client
from dragoman.embedded import redis
from dragoman.job import JobState
from tests.e2e import contract
from tests.e2e.conftest import UP, Running, long_text, wait_until

pytestmark = pytest.mark.e2e

Start = Callable[..., Running]


def stored(instance: Running, article_id: str) -> dict[int, tuple[str, str]]:
    """Number to text and moment of every stored sentence."""
    with sqlite3.connect(f"file:{instance.folder / 'dragoman.db'}?mode=ro", uri=True) as connection:
        query = "SELECT n, text, created_at FROM translations WHERE article_id = ?"
        rows = connection.execute(query, (article_id,)).fetchall()
    connection.close()
    return {n: (text, moment) for n, text, moment in rows}


def finish(client: Client, job_id: str) -> JobState:
    return list(client.watch(job_id))[-1].state


def test_a_worker_killed_in_the_middle_loses_nothing(start: Start, seeds: dict[str, str]) -> None:
    up = start(*UP)
    text = long_text(seeds, 3)
    with Client(up.url) as client:
        # Given an article of which some sentences are stored
        job = client.submit(Submission(text=text)).job
        wait_until(lambda: len(stored(up, job.article_id)) >= 16, 60, "nothing was translated")
        # When every worker process is killed
        for process in up.child("celery"):
            process.kill()
        before = stored(up, job.article_id)
        assert client.job(job.id).state is JobState.RUNNING
        # Then the supervisor says so and starts another
        assert "it starts again" in up.wait_for_line("worker was ended by SIGKILL")
        # and the article is finished, its stored sentences untouched
        assert finish(client, job.id) is JobState.SUCCEEDED
        after = stored(up, job.article_id)
        assert {n: after[n] for n in before} == before
        assert len(after) > len(before)
        contract.check(client.article(job.article_id), text)


def test_a_killed_redis_is_started_again(start: Start, seeds: dict[str, str]) -> None:
    up = start(*UP)
    with Client(up.url) as client:
        jobs = [client.submit(Submission(text=text)).job for text in seeds.values()]
        (server,) = up.child("redis-server")
        server.kill()
        jobs.append(client.submit(Submission(text=long_text(seeds, 1))).job)
        up.wait_for_line("Redis was ended by SIGKILL")
        assert [finish(client, job.id) for job in jobs] == [JobState.SUCCEEDED] * 6


def test_a_killed_api_is_started_again_on_the_same_address(start: Start, seeds: dict[str, str]) -> None:
    up = start(*UP)
    with Client(up.url) as client:
        job = client.submit(Submission(text=long_text(seeds, 1))).job
        watching = client.watch(job.id)
        next(watching)
        (api,) = up.child("uvicorn")
        api.kill()
        # The stream is taken up again, behind the event it had
        progress = list(watching)
        assert progress[-1].state is JobState.SUCCEEDED
        numbers = [p.seq for p in progress if p.seq]
        assert numbers == list(range(2, len(numbers) + 2))
    assert "it starts again" in up.wait_for_line("API was ended by SIGKILL")


class RedisServer:
    """A Redis of somebody else's, which can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.own = redis.OwnRedis.plan(folder)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.own.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert self.process.stdin
        self.process.stdin.write(self.own.configuration.encode())
        self.process.stdin.close()
        wait_until(lambda: redis.answers(self.own.url), 10, "Redis did not start")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


def test_articles_are_accepted_while_redis_is_down(
    start: Start, redis_server: RedisServer, seeds: dict[str, str]
) -> None:
    up = start(*UP, DRAGOMAN_REDIS_URL=redis_server.own.url)
    password = redis_server.own.password
    assert up.url
    assert not any(password in line for line in up.lines)
    with Client(up.url) as client:
        # Given a Redis that went away
        redis_server.stop()
        wait_until(lambda: client.ready()["status"] == "degraded", 10, "nobody noticed")
        # When articles are submitted
        started = time.monotonic()
        jobs = [client.submit(Submission(text=text)).job for text in seeds.values()]
        assert time.monotonic() - started < 10
        assert {client.job(job.id).state for job in jobs} == {JobState.QUEUED}
        # Then all of them are finished once it is back, empty as it is
        redis_server.start()
        assert [finish(client, job.id) for job in jobs] == [JobState.SUCCEEDED] * 5
        for job, text in zip(jobs, seeds.values(), strict=True):
            contract.check(client.article(job.article_id), text)


def test_a_stop_in_the_middle_is_picked_up_by_the_next_start(start: Start, seeds: dict[str, str]) -> None:
    # Given an article in the middle when everything is stopped
    first = start(*UP)
    text = long_text(seeds, 3)
    with Client(first.url) as client:
        job = client.submit(Submission(text=text)).job
        wait_until(lambda: len(stored(first, job.article_id)) >= 16, 60, "nothing was translated")
    assert first.stop(signal.SIGTERM) == 0
    before = stored(first, job.article_id)
    # When it is started again
    second = start(*UP)
    with Client(second.url) as client:
        # Then the article is finished from where it was
        assert finish(client, job.id) is JobState.SUCCEEDED
        after = stored(second, job.article_id)
        assert {n: after[n] for n in before} == before
        contract.check(client.article(job.article_id), text)
