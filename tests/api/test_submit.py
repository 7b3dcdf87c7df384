"""POST /v1/articles: what a submitter sees when all is well."""

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
import redis

from dragoman.job import Stage
from dragoman.store import Store
from tests.api.server import Desk, arabic, problem, serving, settings


def post(client: httpx2.Client, document: dict[str, object], **headers: str) -> httpx2.Response:
    return client.post("/v1/articles", json=document, headers={k.replace("_", "-"): v for k, v in headers.items()})


class TestAccepting:
    def test_the_answer_names_the_job_the_article_and_where_to_look(self, client: httpx2.Client) -> None:
        answer = post(client, {"text": arabic()})
        assert answer.status_code == 202
        document = answer.json()
        assert answer.headers["location"] == document["links"]["self"] == f"/v1/jobs/{document['job_id']}"
        assert document["reused"] is False
        assert document["job"]["state"] == "queued"
        assert document["job"]["total"] is None
        for name in ("self", "article", "page"):
            assert client.get(document["links"][name]).status_code == 200, name

    def test_every_field_is_kept_as_it_was_sent(self, client: httpx2.Client) -> None:
        text = "\u202b" + arabic() + "\u202c"
        sent = {
            "text": text,
            "title": "افتتاح المراكز",
            "outlet": "وكالة",
            "url": "https://news.example/1?a=b",
            "published_at": "2026-11-20T09:00:00+03:00",
            "external_id": "wire-1",
            "options": {"summary_sentences": 10, "engine": "other", "priority": 0, "fresh": True},
        }
        document = client.get(post(client, sent).json()["links"]["article"]).json()
        assert document["source"] | {"metadata": {}} == {
            "language": "ar",
            "title": "افتتاح المراكز",
            "text": text,
            "outlet": "وكالة",
            "url": "https://news.example/1?a=b",
            "published_at": "2026-11-20T06:00:00+00:00",
            "metadata": {},
        }
        assert document["external_id"] == "wire-1"

    def test_options_reach_the_store(self, client: httpx2.Client, store: Store) -> None:
        answer = post(client, {"text": arabic(), "options": {"summary_sentences": 7, "engine": "big", "priority": 9}})
        options = store.library.article(answer.json()["article_id"]).submission.options
        assert (options.summary_sentences, options.engine, options.priority) == (7, "big", 9)

    def test_a_page_is_accepted_and_its_text_comes_later(self, client: httpx2.Client) -> None:
        page = f"<html><script>var x = 'only english in here'</script><p>{arabic()}</p></html>"
        answer = post(client, {"html": page})
        assert answer.status_code == 202
        assert client.get(answer.json()["links"]["article"]).json()["source"]["text"] == ""

    @pytest.mark.parametrize("blank", ["", "  \n", "\u200f\u202b", "\ufeff"])
    def test_a_blank_title_is_no_title(self, client: httpx2.Client, blank: str) -> None:
        answer = post(client, {"text": arabic(), "title": blank, "outlet": blank, "url": blank, "external_id": blank})
        assert answer.status_code == 202
        document = client.get(answer.json()["links"]["article"]).json()
        assert document["source"]["title"] is None
        assert document["source"]["outlet"] is None
        assert document["external_id"] is None

    @pytest.mark.parametrize(
        "text",
        [
            "\u202eقال الوزير إن العمل يبدأ غدا\u202c",
            "قال \u2066Mark Zuckerberg\u2069 مؤسس شركة Meta Platforms إن الشركة ستفتح مكتبا جديدا في دبي",
            "شركتا Apple وGoogle تعلنان عن اتفاق جديد مع شركة Samsung في كوريا الجنوبية",
            "قَالَ الوَزِيرُ إِنَّ العَمَلَ يَبْدَأُ غَدًا",
            "\ufeffقال الوزير إن الأمر انتهى \U0001f600 \x01",
            "ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ ﺇﻥ ﺍﻟﻌﻤﻞ ﻳﺒﺪﺃ ﻏﺪﺍ",
            "مات",
        ],
    )
    def test_real_arabic_is_accepted_and_kept_untouched(self, client: httpx2.Client, text: str) -> None:
        answer = post(client, {"text": text, "options": {"fresh": True}})
        assert answer.status_code == 202, answer.text
        assert client.get(answer.json()["links"]["article"]).json()["source"]["text"] == text

    def test_ascii_escapes_do_not_count_against_the_limit(self, client: httpx2.Client) -> None:
        text = ("قال الوزير إن العمل " * 40_000)[:540_000]
        assert len(text.encode()) < 1_000_000
        body = '{"text": "' + "".join(f"\\u{ord(c):04x}" for c in text) + '"}'
        answer = client.post("/v1/articles", content=body, headers={"content-type": "application/json; charset=utf-8"})
        assert answer.status_code == 202


class TestRepeating:
    def test_the_same_text_again_is_answered_by_the_first_job(self, client: httpx2.Client, desk: Desk) -> None:
        text = arabic()
        first = post(client, {"text": text}).json()
        desk.finish(first["job_id"])
        again = post(client, {"text": text, "options": {"priority": 9}})
        assert again.status_code == 200
        assert again.json()["reused"] is True
        assert again.json()["job_id"] == first["job_id"]
        assert again.json()["job"]["state"] == "succeeded"
        assert again.headers["location"] == f"/v1/jobs/{first['job_id']}"

    @pytest.mark.parametrize("how", ["query", "option"])
    def test_fresh_asks_for_a_new_translation(self, client: httpx2.Client, how: str) -> None:
        text = arabic()
        first = post(client, {"text": text}).json()
        options = {"options": {"fresh": True}} if how == "option" else {}
        again = client.post(f"/v1/articles{'?fresh=true' if how == 'query' else ''}", json={"text": text, **options})
        assert again.status_code == 202
        assert again.json()["job_id"] != first["job_id"]

    def test_a_key_with_its_payload_always_names_the_same_job(self, client: httpx2.Client, desk: Desk) -> None:
        sent = {"text": arabic()}
        first = post(client, sent, Idempotency_Key="key-1")
        desk.fail(first.json()["job_id"])
        again = post(client, sent, Idempotency_Key="key-1")
        assert (first.status_code, again.status_code) == (202, 200)
        assert again.json()["job_id"] == first.json()["job_id"]
        assert again.json()["job"]["state"] == "failed"

    def test_a_key_with_another_payload_is_a_conflict(self, client: httpx2.Client) -> None:
        post(client, {"text": arabic()}, Idempotency_Key="key-2")
        problem(post(client, {"text": arabic()}, Idempotency_Key="key-2"), 409, "idempotency-conflict")

    @pytest.mark.parametrize("key", ["", "two words", "ключ".encode(), "x" * 256, "tab\tbed"])
    def test_a_key_is_visible_ascii_of_at_most_255(self, client: httpx2.Client, key: str | bytes) -> None:
        answer = client.post("/v1/articles", json={"text": arabic()}, headers={"Idempotency-Key": key})
        document = problem(answer, 422, "invalid-request")
        assert document["errors"] == [
            {
                "in": "header",
                "path": "Idempotency-Key",
                "detail": "use 1 to 255 visible ASCII characters, without spaces",
            }
        ]

    def test_the_longest_key_is_taken(self, client: httpx2.Client) -> None:
        assert post(client, {"text": arabic()}, Idempotency_Key="~" * 255).status_code == 202

    def test_twenty_equal_requests_at_once_make_one_job(self, client: httpx2.Client) -> None:
        text = arabic()
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: post(client, {"text": text}, Idempotency_Key="race"), range(20)))
        assert sorted(a.status_code for a in answers) == [200] * 19 + [202]
        assert len({a.json()["job_id"] for a in answers}) == 1


class TestQueue:
    def test_only_the_id_of_the_job_goes_on_the_queue(self, tmp_path: Path, redis_url: str) -> None:
        chosen = settings(tmp_path, redis_url)
        with closing(Store.open(chosen.store_url)) as opened, redis.Redis.from_url(redis_url) as broker:
            opened.migrate()
            broker.flushall()
            text = arabic()
            with serving(chosen) as url:
                answer = httpx2.post(f"{url}/v1/articles", json={"text": text})
                job_id = answer.json()["job_id"]
                again = httpx2.post(f"{url}/v1/articles", json={"text": text})
                assert again.json()["reused"] is True
                keys = _wait_for_messages(broker)
            assert sum(broker.llen(k) for k in keys) == 1, "a reused job is not queued again"
            (message,) = broker.lrange(keys[0], 0, -1)
            assert keys[0].decode().startswith(Stage.PREPARE.value)
            body = message.decode()
            assert job_id in _payload(body)
            assert "الوزير" not in _payload(body)

    def test_a_redis_that_is_away_slows_nothing(self, client: httpx2.Client) -> None:
        began = time.monotonic()
        for _ in range(20):
            assert post(client, {"text": arabic()}).status_code == 202
        assert time.monotonic() - began < 4

    def test_a_redis_that_hangs_slows_nothing(self, tmp_path: Path, hanging_port: int) -> None:
        chosen = settings(tmp_path, f"redis://127.0.0.1:{hanging_port}/0")
        with closing(Store.open(chosen.store_url)) as opened:
            opened.migrate()
            with serving(chosen) as url, httpx2.Client(base_url=url) as client:
                began = time.monotonic()
                for _ in range(20):
                    assert post(client, {"text": arabic()}).status_code == 202
                assert time.monotonic() - began < 4


@pytest.fixture
def hanging_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for connection in taken:
            connection.close()


def _wait_for_messages(broker: redis.Redis) -> list[bytes]:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        keys = [k for k in broker.keys("*") if broker.type(k) == b"list"]
        if keys:
            return keys
        time.sleep(0.02)
    raise AssertionError("nothing came on the queue")


def _payload(message: str) -> str:

    return base64.b64decode(json.loads(message)["body"]).decode()
