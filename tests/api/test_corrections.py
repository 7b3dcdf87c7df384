"""Correcting a sentence over HTTP."""

import httpx2
import pytest

from tests.api.server import ENGLISH, Desk, arabic, problem


@pytest.fixture
def article(client: httpx2.Client, desk: Desk) -> str:
    document = client.post("/v1/articles", json={"text": arabic()}).json()
    desk.finish(document["job_id"])
    return f"/v1/articles/{document['article_id']}"


def test_a_correction_is_read_back_with_who_and_when(client: httpx2.Client, article: str) -> None:
    answer = client.put(f"{article}/segments/2/target", json={"text": "Better.", "author": "r.haddad", "version": 0})
    assert answer.status_code == 200
    assert answer.json() | {"at": ""} == {"n": 2, "version": 1, "text": "Better.", "author": "r.haddad", "at": ""}
    segment = client.get(article).json()["segments"][1]
    assert segment["target"]["text"] == "Better."
    assert segment["correction"]["machine"] == ENGLISH[1]


def test_an_edit_conflict_tells_the_present_version(client: httpx2.Client, article: str) -> None:
    where = f"{article}/segments/2/target"
    client.put(where, json={"text": "First.", "author": "a", "version": 0})
    answer = client.put(where, json={"text": "Second.", "author": "b", "version": 0})
    assert problem(answer, 409, "edit-conflict")["version"] == 1


def test_a_sentence_that_was_numbered_anew_is_not_overwritten(client: httpx2.Client, article: str) -> None:
    segments = client.get(article).json()["segments"]
    body = {"text": "Better.", "author": "a", "version": 0, "source": segments[0]["source"]["text"]}
    answer = client.put(f"{article}/segments/2/target", json=body)
    assert "numbered anew" in str(problem(answer, 409, "edit-conflict")["detail"])
    body["source"] = segments[1]["source"]["text"]
    assert client.put(f"{article}/segments/2/target", json=body).status_code == 200


def test_undoing_and_the_history(client: httpx2.Client, article: str) -> None:
    where = f"{article}/segments/2/target"
    client.put(where, json={"text": "First.", "author": "a", "version": 0})
    answer = client.delete(where, params={"version": 1, "author": "b"})
    assert (answer.status_code, answer.json()["text"]) == (200, None)
    assert client.get(article).json()["segments"][1]["target"]["text"] == ENGLISH[1]
    history = client.get(f"{article}/segments/2/corrections").json()
    assert [(c["version"], c["author"]) for c in history] == [(1, "a"), (2, "b")]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"text": " ", "author": "a", "version": 0}, "invalid-input"),
        ({"text": "x", "author": " ", "version": 0}, "invalid-request"),
        ({"text": "x", "author": "a"}, "invalid-request"),
        ({"text": "x", "author": "a", "version": "0"}, "invalid-request"),
        ({"text": "x\0", "author": "a", "version": 0}, "forbidden-character"),
        ({"text": "x", "author": "a", "version": 0, "more": 1}, "invalid-request"),
    ],
)
def test_bad_corrections(client: httpx2.Client, article: str, body: dict[str, object], name: str) -> None:
    problem(client.put(f"{article}/segments/2/target", json=body), 422, name)


def test_what_is_not_there_cannot_be_corrected(client: httpx2.Client, article: str) -> None:
    body = {"text": "x", "author": "a", "version": 0}
    problem(client.put(f"{article}/segments/99/target", json=body), 404, "not-found")
    problem(client.delete(f"{article}/segments/2/target", params={"version": 1, "author": "a"}), 409, "edit-conflict")
