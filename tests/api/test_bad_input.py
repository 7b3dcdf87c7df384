"""Bad input: a clear 4xx that says what to do, and nothing half stored."""

import json
import socket

import httpx2
import pytest

from dragoman.store import Store
from tests.api.server import arabic, problem

JSON = {"content-type": "application/json"}
ENGLISH = "The minister said on Thursday that the work of the government is to begin in the capital tomorrow."
PERSIAN = "به گزارش خبرگزاری، وزیر بهداشت گفت که این مرکز از فردا در تهران آغاز به کار می‌کند و برای همه است."
URDU = "وزیر صحت نے کہا کہ یہ مرکز کل سے کام شروع کرے گا اور اس میں تمام سہولیات ہیں۔"
HEBREW = "שר הבריאות אמר היום כי המרכז ייפתח מחר בבירה."


@pytest.fixture(autouse=True)
def nothing_is_stored(store: Store):
    before = sum(store.library.counts().values())
    yield
    assert sum(store.library.counts().values()) == before, "a refused submission left something behind"


def post(client: httpx2.Client, document: object) -> httpx2.Response:
    return client.post("/v1/articles", content=json.dumps(document), headers=JSON)


class TestText:
    @pytest.mark.parametrize("text", ["", " \n\t ", "\u200f\u202e", "\ufeff"])
    def test_empty(self, client: httpx2.Client, text: str) -> None:
        problem(post(client, {"text": text}), 422, "empty-text")

    @pytest.mark.parametrize("text", ["123 456", "؟!،؛", "...", "😀😀", "٣٥ ٪", "\u0640\u0640 --"])
    def test_without_a_letter(self, client: httpx2.Client, text: str) -> None:
        assert "no word" in str(problem(post(client, {"text": text}), 422, "empty-text")["detail"])

    @pytest.mark.parametrize(
        "html", ["", "<p></p>", "<script>قال الوزير</script>", "<!-- قال الوزير -->", "<p>&nbsp;</p>"]
    )
    def test_a_page_without_visible_text(self, client: httpx2.Client, html: str) -> None:
        problem(post(client, {"html": html}), 422, "empty-text")

    @pytest.mark.parametrize(
        ("text", "language", "named"),
        [
            (ENGLISH, "en", "English"),
            (PERSIAN, "fa", "Persian"),
            (URDU, "ur", "Urdu"),
            (HEBREW, "he", "Hebrew"),
            ("Министр заявил в четверг, что работа начнется завтра.", "ru", "Russian"),
            (ENGLISH * 3 + " قال الوزير", "en", "English"),
        ],
    )
    def test_another_language_is_named(self, client: httpx2.Client, text: str, language: str, named: str) -> None:
        document = problem(post(client, {"text": text}), 422, "not-arabic")
        assert document["language"] == language
        assert named in str(document["detail"])
        assert "Arabic" in str(document["detail"])

    def test_an_english_page_is_named_whatever_its_script_says(self, client: httpx2.Client) -> None:
        page = f"<html><script>// قال الوزير إن العمل يبدأ</script><body><p>{ENGLISH}</p></body></html>"
        assert problem(post(client, {"html": page}), 422, "not-arabic")["language"] == "en"

    def test_over_a_million_bytes(self, client: httpx2.Client) -> None:
        text = "قال الوزير " * 55_000
        document = problem(post(client, {"text": text}), 413, "too-large")
        assert document["limit"] == 1_000_000
        assert document["size"] == len(text.encode())

    def test_the_limit_is_in_bytes(self, client: httpx2.Client) -> None:
        text = "ق" * 500_001
        assert len(text) < 1_000_000
        problem(post(client, {"text": text}), 413, "too-large")

    @pytest.mark.parametrize(("char", "name"), [("\x00", "NUL"), ("\ud800", "surrogate"), ("\udc00", "surrogate")])
    @pytest.mark.parametrize("field", ["text", "html", "title", "outlet", "url", "external_id"])
    def test_what_cannot_be_stored(self, client: httpx2.Client, field: str, char: str, name: str) -> None:
        sent = {"text": arabic()} if field != "html" else {}
        document = problem(post(client, sent | {field: f"https://قال{char}"}), 422, "forbidden-character")
        assert document["position"] == 11
        assert name in str(document["detail"])
        assert field in str(document["detail"])

    def test_a_lone_surrogate_in_the_name_of_a_field(self, client: httpx2.Client) -> None:
        problem(post(client, {"text": arabic(), "\ud800": 1}), 422, "forbidden-character")
        problem(post(client, {"text": arabic(), "options": {"\ud800": 1}}), 422, "forbidden-character")


class TestFields:
    @pytest.mark.parametrize(
        ("sent", "path", "says"),
        [
            ({"text": 5}, "text", "quotes"),
            ({"text": ["قال"]}, "text", "quotes"),
            ({"text": "قال", "titel": "x"}, "titel", "no such field"),
            ({"text": "قال", "options": {"prioritty": 1}}, "options.prioritty", "no such field"),
            ({"text": "قال", "options": {"summary_sentences": 0}}, "options.summary_sentences", "1"),
            ({"text": "قال", "options": {"summary_sentences": 11}}, "options.summary_sentences", "10"),
            ({"text": "قال", "options": {"summary_sentences": "3"}}, "options.summary_sentences", "whole number"),
            ({"text": "قال", "options": {"summary_sentences": True}}, "options.summary_sentences", "whole number"),
            ({"text": "قال", "options": {"summary_sentences": 2.5}}, "options.summary_sentences", "whole number"),
            ({"text": "قال", "options": {"priority": 10}}, "options.priority", "9"),
            ({"text": "قال", "options": {"priority": -1}}, "options.priority", "0"),
            ({"text": "قال", "options": {"fresh": "yes"}}, "options.fresh", "true or false"),
            ({"text": "قال", "options": None}, "options", "object"),
            ({"text": "قال", "title": "ع" * 1001}, "title", "1000"),
            ({"text": "قال", "url": "javascript:alert(1)"}, "url", "http"),
            ({"text": "قال", "url": "ftp://x"}, "url", "http"),
            ({"text": "قال", "published_at": "yesterday"}, "published_at", "date"),
            ({"text": "قال", "published_at": 5}, "published_at", "as text"),
            ({"text": "قال", "published_at": "2026-11-20T09:00:00"}, "published_at", "time zone"),
            ({"text": "قال", "published_at": "2026-11-20"}, "published_at", "time zone"),
            ({"text": "قال", "published_at": "0001-01-01T00:00:00Z"}, "published_at", "year"),
            ({"text": "قال", "published_at": "9999-12-31T23:59:59-23:59"}, "published_at", "year"),
            ({"text": "قال", "published_at": "2199-01-01T00:00:00Z"}, "published_at", "future"),
        ],
    )
    def test_the_place_and_the_remedy_are_told(
        self, client: httpx2.Client, sent: dict[str, object], path: str, says: str
    ) -> None:
        document = problem(post(client, sent), 422, "invalid-request")
        (place,) = document["errors"]  # type: ignore[misc]
        assert place["in"] == "body"  # type: ignore[index]
        assert place["path"] == path  # type: ignore[index]
        assert says in place["detail"]  # type: ignore[index]
        assert path in str(document["detail"])

    def test_every_wrong_field_is_listed(self, client: httpx2.Client) -> None:
        document = problem(post(client, {"text": 5, "x": 1, "options": {"priority": 99}}), 422, "invalid-request")
        assert {e["path"] for e in document["errors"]} == {"text", "x", "options.priority"}  # type: ignore[union-attr]

    @pytest.mark.parametrize("sent", [{}, {"text": "قال", "html": "<p>قال</p>"}, {"text": None}])
    def test_either_text_or_html(self, client: httpx2.Client, sent: dict[str, object]) -> None:
        assert "either" in str(problem(post(client, sent), 422, "invalid-input")["detail"])

    @pytest.mark.parametrize("sent", [[], "قال", 5, None, True])
    def test_the_body_is_an_object(self, client: httpx2.Client, sent: object) -> None:
        problem(post(client, sent), 422, "invalid-request")

    def test_what_was_sent_is_not_repeated(self, client: httpx2.Client) -> None:
        answer = post(client, {"text": 5, "title": ["سر لا يقال"]})
        assert "سر" not in answer.text


class TestBody:
    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b'{"text": "x"',
            b"{'text': 'x'}",
            b'{"text": }',
            b"\xff\xfe",
            '{"text": "قال"}'.encode("cp1256"),
            b"[" * 100_000,
            b'{"options": {"priority": ' + b"9" * 10_000 + b"}}",
        ],
    )
    def test_broken_json(self, client: httpx2.Client, body: bytes) -> None:
        answer = client.post("/v1/articles", content=body, headers=JSON)
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] in ("/problems/invalid-json", "/problems/invalid-request")

    def test_where_the_json_breaks(self, client: httpx2.Client) -> None:
        answer = client.post("/v1/articles", content=b'{"text": }', headers=JSON)
        assert problem(answer, 400, "invalid-json")["position"] == 9

    def test_an_empty_body(self, client: httpx2.Client) -> None:
        problem(client.post("/v1/articles", headers=JSON), 422, "invalid-request")

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense", ""]
    )
    def test_another_content_type(self, client: httpx2.Client, kind: str) -> None:
        answer = client.post("/v1/articles", content=b'{"text": "x"}', headers={"content-type": kind})
        assert problem(answer, 415, "unsupported-media-type")["accepted"] == ["application/json"]

    def test_a_body_that_is_announced_too_large(self, client: httpx2.Client) -> None:
        answer = client.post("/v1/articles", content=b" " * 4_000_001, headers=JSON)
        document = problem(answer, 413, "too-large")
        assert (document["limit"], document["size"]) == (4_000_000, 4_000_001)

    def test_a_body_without_a_length_is_cut_off_while_it_is_read(self, client: httpx2.Client) -> None:
        answer = client.post("/v1/articles", content=(b" " * 1_000_000 for _ in range(8)), headers=JSON)
        assert problem(answer, 413, "too-large")["limit"] == 4_000_000

    def test_a_client_that_waits_for_leave_is_refused_before_it_sends(self, base_url: str) -> None:
        host, port = base_url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(
                b"POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 999999999\r\nExpect: 100-continue\r\n\r\n"
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 413")


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            "/v1/jobs/nonsense",
            "/v1/jobs/00000000-0000-7000-8000-000000000000",
            "/v1/jobs/%00",
            "/v1/jobs/nonsense/events",
            "/v1/articles/nonsense",
            "/v1/articles/00000000-0000-7000-8000-000000000000",
            "/v1/nothing",
            "/v1/articles/",
            "/v2/articles",
        ],
    )
    def test_nothing_there(self, client: httpx2.Client, path: str) -> None:
        problem(client.get(path), 404, "not-found")

    @pytest.mark.parametrize("end", ["", ":retry"])
    def test_no_job_to_change(self, client: httpx2.Client, end: str) -> None:
        path = f"/v1/jobs/00000000-0000-7000-8000-000000000000{end}"
        problem(client.post(path) if end else client.delete(path), 404, "not-found")

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("PUT", "/v1/articles", ["GET", "POST"]),
            ("DELETE", "/v1/articles", ["GET", "POST"]),
            ("GET", "/v1/articles:batch", ["POST"]),
            ("POST", "/v1/jobs/x", ["DELETE", "GET"]),
            ("POST", "/livez", ["GET"]),
        ],
    )
    def test_a_method_it_does_not_take(self, client: httpx2.Client, method: str, path: str, allowed: list[str]) -> None:
        answer = client.request(method, path)
        assert problem(answer, 405, "method-not-allowed")["allowed"] == allowed
        assert answer.headers["allow"] == ", ".join(allowed)

    @pytest.mark.parametrize(
        ("query", "path"),
        [
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=many", "limit"),
            ("state=done", "state"),
            ("since=yesterday", "since"),
            ("since=2026-11-20T00:00:00", "since"),
            ("until=0001-01-01T00:00:00Z", "until"),
            ("until=9999-12-31T23:59:59-23:59", "until"),
            ("cursor=nonsense", "cursor"),
            ("cursor=%D9%82", "cursor"),
            ("cursor=MTo", "cursor"),
            ("statee=failed", "statee"),
            ("q=" + "x" * 201, "q"),
        ],
    )
    def test_a_list_that_cannot_be(self, client: httpx2.Client, query: str, path: str) -> None:
        document = problem(client.get(f"/v1/articles?{query}"), 422, "invalid-request")
        assert [(e["in"], e["path"]) for e in document["errors"]] == [("query", path)]  # type: ignore[union-attr]

    @pytest.mark.parametrize("name", ["q", "outlet", "external_id"])
    def test_nul_in_a_query(self, client: httpx2.Client, name: str) -> None:
        problem(client.get(f"/v1/articles?{name}=a%00b"), 422, "forbidden-character")
