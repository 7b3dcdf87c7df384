"""GET /v1/jobs/{id}/events: told as it happens, resumed without a hole."""

import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from api import events
from dragoman.job import Stage
from tests.api.server import Desk, arabic, problem


@pytest.fixture
def job_id(client: httpx2.Client) -> str:
    return str(client.post("/v1/articles", json={"text": arabic()}).json()["job_id"])


def listen(client: httpx2.Client, job_id: str, last: int | None = None) -> Iterator[dict[str, str]]:
    """Events as a browser reads them: one dictionary of fields for each."""
    headers = {"Last-Event-ID": str(last)} if last is not None else {}
    with client.stream("GET", f"/v1/jobs/{job_id}/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-cache"
        fields: dict[str, str] = {}
        for line in answer.iter_lines():
            if line:
                name, _, value = line.partition(":")
                fields[name or "comment"] = value.removeprefix(" ")
            else:
                yield fields
                fields = {}


def told(client: httpx2.Client, job_id: str, last: int | None = None) -> list[dict[str, str]]:
    return [e for e in listen(client, job_id, last) if "id" in e]


def test_a_finished_job_is_told_from_the_beginning_and_the_stream_ends(
    client: httpx2.Client, desk: Desk, job_id: str
) -> None:
    desk.finish(job_id)
    heard = told(client, job_id)
    assert [int(e["id"]) for e in heard] == list(range(1, len(heard) + 1))
    assert heard[0]["event"] == "queued"
    assert heard[-1]["event"] == "succeeded"
    last = json.loads(heard[-1]["data"])
    assert (last["state"], last["done"], last["job_id"]) == ("succeeded", last["total"], job_id)


def test_the_browser_is_told_when_to_come_back(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    desk.finish(job_id)
    assert next(listen(client, job_id)) == {"retry": "2000"}


@pytest.mark.parametrize("seen", [1, 3, 5])
def test_whoever_comes_back_misses_nothing_and_hears_nothing_twice(
    client: httpx2.Client, desk: Desk, job_id: str, seen: int
) -> None:
    desk.finish(job_id)
    everything = told(client, job_id)
    assert told(client, job_id, seen) == everything[seen:]


def test_whoever_has_heard_all_is_told_not_to_come_back(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    desk.finish(job_id)
    last = int(told(client, job_id)[-1]["id"])
    answer = client.get(f"/v1/jobs/{job_id}/events", headers={"Last-Event-ID": str(last)})
    assert (answer.status_code, answer.content) == (204, b"")


def test_events_come_while_the_work_is_done(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    stream = listen(client, job_id)
    next(stream)
    assert next(stream)["event"] == "queued"
    desk.prepare(job_id)
    job = desk.claim(job_id, Stage.TRANSLATE)
    desk.translate(job, [1])
    began = time.monotonic()
    heard: list[dict[str, str]] = []
    while not heard or '"done":1' not in heard[-1]["data"]:
        heard.append(next(stream))
    assert time.monotonic() - began < 2
    assert [e["event"] for e in heard] == ["started", "progress", "queued", "started", "progress"]
    client.delete(f"/v1/jobs/{job_id}")
    assert [e["event"] for e in stream] == ["cancelled"]


def test_a_failure_is_told_with_its_reason(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    desk.fail(job_id)
    assert json.loads(told(client, job_id)[-1]["data"])["failure"]["code"] == "no-sentence"


def test_a_retried_job_goes_on_after_its_first_end(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    desk.fail(job_id)
    client.post(f"/v1/jobs/{job_id}:retry")
    desk.finish(job_id)
    kinds = [e["event"] for e in told(client, job_id)]
    assert kinds.count("failed") == 1
    assert kinds[-1] == "succeeded"


def test_a_silent_stream_is_kept_alive(client: httpx2.Client, job_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.3)
    stream = listen(client, job_id)
    assert [next(stream) for _ in range(3)][2] == {"comment": "still here"}
    client.delete(f"/v1/jobs/{job_id}")
    assert list(stream)[-1]["event"] == "cancelled"


def test_a_client_that_leaves_is_forgotten(
    base_url: str, client: httpx2.Client, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    look = events._look

    async def counting(*args: object) -> object:
        looks.append("look")
        return await look(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(events, "_look", counting)
    host, port = base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"GET /v1/jobs/{job_id}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        connection.recv(100)
    time.sleep(0.7)
    before = len(looks)
    time.sleep(1)
    assert len(looks) == before
    client.delete(f"/v1/jobs/{job_id}")


def test_a_hundred_watchers_hold_up_nobody(base_url: str, client: httpx2.Client, job_id: str) -> None:
    host, port = base_url.removeprefix("http://").split(":")
    watchers = [socket.create_connection((host, int(port)), timeout=10) for _ in range(100)]
    try:
        for watcher in watchers:
            watcher.sendall(f"GET /v1/jobs/{job_id}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        for watcher in watchers:
            assert watcher.recv(15) == b"HTTP/1.1 200 OK"
        began = time.monotonic()
        assert client.post("/v1/articles", json={"text": arabic()}).status_code == 202
        assert time.monotonic() - began < 2
    finally:
        for watcher in watchers:
            watcher.close()
        client.delete(f"/v1/jobs/{job_id}")


def test_no_thread_stays_with_a_watcher(base_url: str, job_id: str, client: httpx2.Client) -> None:
    host, port = base_url.removeprefix("http://").split(":")
    before = threading.active_count()
    watchers = [socket.create_connection((host, int(port)), timeout=10) for _ in range(30)]
    for watcher in watchers:
        watcher.sendall(f"GET /v1/jobs/{job_id}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    time.sleep(1)
    assert threading.active_count() <= before + 8
    for watcher in watchers:
        watcher.close()
    client.delete(f"/v1/jobs/{job_id}")


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "99999999999999999999"])
def test_a_last_event_id_is_a_number(client: httpx2.Client, job_id: str, number: str) -> None:
    answer = client.get(f"/v1/jobs/{job_id}/events", headers={"Last-Event-ID": number})
    (place,) = problem(answer, 422, "invalid-request")["errors"]  # type: ignore[misc]
    assert (place["in"], place["path"].lower()) == ("header", "last-event-id")  # type: ignore[index]


def test_a_stream_whose_database_goes_away_ends_and_can_be_resumed(
    client: httpx2.Client, desk: Desk, job_id: str, folder: Path
) -> None:
    stream = listen(client, job_id)
    next(stream)
    heard = [next(stream)]
    with closing(sqlite3.connect(folder / "dragoman.db")) as other:
        other.execute("ALTER TABLE events RENAME TO gone")
        assert list(stream) == []
        other.execute("ALTER TABLE gone RENAME TO events")
    desk.fail(job_id)
    heard += told(client, job_id, int(heard[-1]["id"]))
    assert [e["event"] for e in heard] == ["queued", "started", "failed"]
