"""Headers, correlation ids, and what the log must not say."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from api import admission
from dragoman.store import Store
from tests.api.server import DEAD_REDIS, arabic, problem, settings
from tests.conftest import free_port

SECRET = "الكلمة السرية مكتوبة هنا"


@pytest.mark.parametrize("path", ["/", "/docs", "/v1/articles", "/livez", "/v1/nothing", "/static/reader.css"])
def test_every_answer_has_the_security_headers(client: httpx2.Client, path: str) -> None:
    headers = client.get(path, headers={"accept": "text/html"}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "cache-control" in headers


class TestRequestId:
    def test_ours_is_given_when_there_is_none(self, client: httpx2.Client) -> None:
        first, second = (client.get("/livez").headers["x-request-id"] for _ in range(2))
        assert re.fullmatch(r"[0-9a-f]{32}", first)
        assert first != second

    def test_yours_comes_back(self, client: httpx2.Client) -> None:
        assert (
            client.get("/livez", headers={"X-Request-ID": "trace.1:a-b_c"}).headers["x-request-id"] == "trace.1:a-b_c"
        )

    @pytest.mark.parametrize("given", ["two words", "x" * 129, "<script>", ""])
    def test_one_that_could_do_harm_is_replaced(self, client: httpx2.Client, given: str) -> None:
        assert client.get("/livez", headers={"X-Request-ID": given}).headers["x-request-id"] != given


def test_a_bug_is_a_problem_that_gives_nothing_away(client: httpx2.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> str:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(admission, "_looks_foreign", broken)
    answer = client.post("/v1/articles", json={"text": arabic()}, headers={"X-Request-ID": "find-me"})
    document = problem(answer, 500, "internal")
    assert document["request_id"] == answer.headers["x-request-id"] == "find-me"
    assert SECRET not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_log_says_what_happened_and_nothing_of_the_text(tmp_path: Path, root: Path) -> None:
    """Given a server of its own, started as in production, when all kinds of requests were made …"""
    chosen = settings(tmp_path)
    with closing(Store.open(chosen.store_url)) as opened:
        opened.migrate()
    port = free_port()
    environment = os.environ | {
        "DRAGOMAN_DATA_DIR": str(tmp_path),
        "DRAGOMAN_REDIS_URL": DEAD_REDIS,
        "DRAGOMAN_LOG_JSON": "true",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
            deadline = time.monotonic() + 20
            while True:
                try:
                    client.get("/livez")
                    break
                except httpx2.ConnectError:
                    assert server.poll() is None
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            accepted = client.post(
                "/v1/articles", json={"text": SECRET, "title": SECRET}, headers={"X-Request-ID": "r-1"}
            )
            assert accepted.status_code == 202
            client.post("/v1/articles", json={"text": SECRET + "\x00"})
            client.post("/v1/articles", json={"text": [SECRET]})
            client.post("/v1/articles", content=SECRET.encode())
            client.post(
                "/v1/articles:batch",
                content=f'{{"text": "{SECRET}", "x": 1}}\n{SECRET}\n'.encode(),
                headers={"content-type": "application/x-ndjson"},
            )
            client.get("/v1/articles", params={"q": SECRET})
            client.get("/", params={"q": SECRET})
            client.get(f"/{SECRET}")
            with closing(sqlite_without_events(tmp_path)):
                assert client.post("/v1/articles", json={"text": SECRET + " ثانية"}).status_code == 503
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) in (0, -signal.SIGTERM)
    said = (tmp_path / "log").read_text(encoding="utf-8")
    for word in SECRET.split():
        assert word not in said
        assert word.encode().hex() not in said
    assert "%D8" not in said
    assert '"request_id": "r-1"' in said
    assert '"route": "/v1/articles"' in said
    assert accepted.json()["job_id"] in said


def sqlite_without_events(folder: Path):
    import sqlite3

    other = sqlite3.connect(folder / "dragoman.db")
    other.execute("ALTER TABLE events RENAME TO gone")
    return other
