"""The main line once more with PostgreSQL behind it, which is stricter about text than SQLite."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from dragoman.store import Store
from tests.api.server import SENTENCES, Desk, arabic, problem, serving, settings

pytestmark = pytest.mark.postgres


@pytest.fixture
def served(postgres_url: str, tmp_path: Path) -> Iterator[tuple[httpx2.Client, Desk]]:
    with closing(Store.open(postgres_url)) as opened:
        opened.migrate()
        with (
            serving(settings(tmp_path, database_url=postgres_url)) as url,
            httpx2.Client(base_url=url, timeout=20) as client,
        ):
            yield client, Desk(opened)


def test_from_submission_to_search(served: tuple[httpx2.Client, Desk]) -> None:
    client, desk = served
    text = "\ufeff\u202e" + arabic() + " \x01"
    sent = {"text": text, "title": SENTENCES[1], "outlet": "وكالة"}
    accepted = client.post("/v1/articles", json=sent, headers={"Idempotency-Key": "k"})
    assert accepted.status_code == 202
    assert client.post("/v1/articles", json=sent, headers={"Idempotency-Key": "k"}).json()["reused"] is True
    assert client.post("/v1/articles", json=sent).json()["reused"] is True
    problem(
        client.post("/v1/articles", json={"text": text}, headers={"Idempotency-Key": "k"}), 409, "idempotency-conflict"
    )
    document = accepted.json()
    desk.finish(document["job_id"])
    assert client.get(document["links"]["article"]).json()["source"]["text"] == text
    assert client.get(document["links"]["page"]).status_code == 200
    events = client.get(document["links"]["events"]).text
    assert events.count("event: succeeded") == 1
    (item,) = client.get("/v1/articles", params={"q": "الاهالي residents", "outlet": "وكالة", "limit": 1}).json()[
        "items"
    ]
    assert item["status"] == "succeeded"


def test_what_postgresql_cannot_keep_is_refused_before_it_is_asked(served: tuple[httpx2.Client, Desk]) -> None:
    client, _ = served
    json_type = {"content-type": "application/json"}
    for char in ("\x00", "\ud800"):
        for field in ("title", "outlet", "external_id"):
            body = json.dumps({"text": arabic(), field: f"x{char}"})
            problem(client.post("/v1/articles", content=body, headers=json_type), 422, "forbidden-character")
    for name in ("q", "outlet", "external_id"):
        problem(client.get(f"/v1/articles?{name}=%00"), 422, "forbidden-character")
    problem(client.get("/v1/jobs/%00"), 404, "not-found")
    assert client.get("/v1/articles", params={"since": "1900-01-01T00:00:00+14:00"}).status_code == 200
