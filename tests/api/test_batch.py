"""POST /v1/articles:batch: one result a line, and bad lines lose no good ones."""

import json
import socket
import time
from collections.abc import Iterator

import httpx2
import pytest

from dragoman.store import Store
from tests.api.server import arabic, problem

NDJSON = {"content-type": "application/x-ndjson"}
PATH = "/v1/articles:batch"
CHUNKED = (
    f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
).encode()


def send(client: httpx2.Client, body: bytes | Iterator[bytes]) -> list[dict[str, object]]:
    answer = client.post(PATH, content=body, headers=NDJSON)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def lines(*documents: object) -> bytes:
    return b"".join(d if isinstance(d, bytes) else json.dumps(d).encode() + b"\n" for d in documents)


def test_each_line_is_answered_in_order(client: httpx2.Client) -> None:
    results = send(client, lines({"text": arabic(), "external_id": "b-1"}, {"text": arabic(), "external_id": "b-2"}))
    assert [(r["line"], r["status"], r["reused"]) for r in results] == [(1, 202, False), (2, 202, False)]
    for result, external_id in zip(results, ("b-1", "b-2"), strict=True):
        assert client.get(f"/v1/articles/{result['article_id']}").json()["external_id"] == external_id
        assert client.get(f"/v1/jobs/{result['job_id']}").json()["state"] == "queued"


def test_bad_lines_are_told_by_number_and_lose_no_good_ones(client: httpx2.Client) -> None:
    good = arabic()
    results = send(
        client,
        lines(
            {"text": arabic()},
            b"\n",
            b"{broken\n",
            b"\xff\xfe\n",
            {"text": "The minister said that the work is to begin in the capital."},
            {"text": "قال", "prioritty": 1},
            {"text": "قال \ud800"},
            {"text": "قال" * 400_000},
            b"[" * 100_000 + b"\n",
            b"null\n",
            {"text": good, "idempotency_key": "batch-key"},
            {"text": arabic(), "idempotency_key": "batch-key"},
            {"text": arabic(), "idempotency_key": "two words"},
            {"text": good, "idempotency_key": "batch-key"},
        ),
    )
    told = [(r["line"], r["status"], r["problem"]["type"] if "problem" in r else None) for r in results]  # type: ignore[index]
    assert told == [
        (1, 202, None),
        (3, 400, "/problems/invalid-json"),
        (4, 400, "/problems/invalid-json"),
        (5, 422, "/problems/not-arabic"),
        (6, 422, "/problems/invalid-request"),
        (7, 422, "/problems/forbidden-character"),
        (8, 413, "/problems/too-large"),
        (9, 400, "/problems/invalid-json"),
        (10, 422, "/problems/invalid-request"),
        (11, 202, None),
        (12, 409, "/problems/idempotency-conflict"),
        (13, 422, "/problems/invalid-request"),
        (14, 200, None),
    ]
    assert results[3]["problem"]["language"] == "en"  # type: ignore[index]
    assert results[4]["problem"]["errors"][0]["path"] == "prioritty"  # type: ignore[index]
    assert results[-1]["reused"] is True
    assert results[-1]["job_id"] == results[9]["job_id"]


def test_the_last_line_needs_no_end_and_windows_ends_are_fine(client: httpx2.Client) -> None:
    body = json.dumps({"text": arabic()}).encode() + b"\r\n" + json.dumps({"text": arabic()}).encode()
    assert [r["status"] for r in send(client, body)] == [202, 202]


def test_a_language_that_has_no_name_is_null_as_in_a_single_answer(client: httpx2.Client) -> None:
    (result,) = send(client, lines({"text": "DVD"}))
    single = client.post("/v1/articles", json={"text": "DVD"}).json()
    assert result["problem"] == single
    assert single["language"] is None


def test_an_empty_batch_has_no_results(client: httpx2.Client) -> None:
    assert send(client, b"") == []
    assert send(client, b"\n\n") == []


def test_a_thousand_articles_and_not_one_more(client: httpx2.Client, store: Store) -> None:
    before = sum(store.library.counts().values())
    results = send(client, lines(*({"text": arabic()} for _ in range(1_003))))
    assert len(results) == 1_001
    assert {r["status"] for r in results[:1_000]} == {202}
    assert results[-1]["line"] == 1_001
    assert "nothing from this line on" in results[-1]["problem"]["detail"]  # type: ignore[index]
    assert sum(store.library.counts().values()) == before + 1_000


def test_lines_that_come_in_pieces(client: httpx2.Client) -> None:
    body = lines({"text": arabic()}, {"text": arabic()})
    assert [r["status"] for r in send(client, (body[i : i + 7] for i in range(0, len(body), 7)))] == [202, 202]


def test_results_come_while_the_batch_is_still_being_sent(base_url: str) -> None:
    host, port = base_url.removeprefix("http://").split(":")
    first, second = lines({"text": arabic()}), lines({"text": arabic()})
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(CHUNKED + b"%x\r\n%s\r\n" % (len(first), first))
        got = b""
        while b'"line":1' not in got:
            got += connection.recv(4096)
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(second), second))
        while not got.endswith(b"0\r\n\r\n"):
            got += connection.recv(4096)
        assert b'"line":2' in got


def test_a_client_that_hangs_up_keeps_what_it_sent(base_url: str, client: httpx2.Client) -> None:
    host, port = base_url.removeprefix("http://").split(":")
    line = lines({"text": arabic(), "external_id": "hung-up"})
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(CHUNKED + b"%x\r\n%s\r\n" % (len(line), line))
        connection.recv(100)
    deadline = time.monotonic() + 5
    while not client.get("/v1/articles?external_id=hung-up").json()["items"]:
        assert time.monotonic() < deadline
    assert client.get("/livez").status_code == 200


def test_a_line_too_long_to_read(client: httpx2.Client) -> None:
    results = send(client, lines(b'{"text": "' + b"x" * 4_100_000 + b'"}\n', {"text": arabic()}))
    assert [(r["line"], r["status"]) for r in results] == [(1, 413), (2, 202)]
    assert results[0]["problem"]["limit"] == 4_000_000  # type: ignore[index]


def test_a_batch_too_large_to_read(client: httpx2.Client) -> None:
    answer = client.post(PATH, content=b" " * 64_000_001, headers=NDJSON)
    assert problem(answer, 413, "too-large")["limit"] == 64_000_000


def test_a_batch_that_grows_too_large_says_where_reading_stopped(client: httpx2.Client) -> None:
    def body() -> Iterator[bytes]:
        yield lines({"text": arabic()})
        for _ in range(65):
            yield b" " * 999_999 + b"\n"

    results = send(client, body())
    assert [r["status"] for r in results] == [202, 413]
    assert results[1]["line"] > 60  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_another_content_type(client: httpx2.Client, kind: str) -> None:
    answer = client.post(PATH, content=b"{}", headers={"content-type": kind})
    assert "application/x-ndjson" in problem(answer, 415, "unsupported-media-type")["accepted"]  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["application/jsonl", "application/ndjson", "application/x-ndjson; charset=utf-8"])
def test_other_names_of_json_lines(client: httpx2.Client, kind: str) -> None:
    assert client.post(PATH, content=lines({"text": arabic()}), headers={"content-type": kind}).status_code == 200
