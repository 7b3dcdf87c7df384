"""Reading one article, and the list of them."""

import itertools
import uuid

import httpx2
import pytest

from api.schemas import ArticleOut, ArticlePageOut
from dragoman.job import Stage
from dragoman.translation import Flag
from tests.api.server import ENGLISH, SENTENCES, SHARE, Desk, arabic, problem


def submit(client: httpx2.Client, **fields: object) -> tuple[str, str]:
    """Ids of a new article and its job."""
    document = client.post("/v1/articles", json={"text": arabic()} | fields).json()
    return document["article_id"], document["job_id"]


class TestReading:
    def test_a_finished_article_keeps_the_contract(self, client: httpx2.Client, desk: Desk) -> None:
        text = "\ufeff" + arabic()
        article_id, job_id = submit(client, text=text, external_id="x-1")
        desk.finish(job_id, flags={1: (Flag("numbers", {"missing": ["35"]}),)})
        document = client.get(f"/v1/articles/{article_id}").json()
        ArticleOut.model_validate(document)
        assert document["status"] == "succeeded"
        assert document["source"]["text"] == text
        for side in ("source", "target"):
            for segment in document["segments"]:
                place = segment[side]
                assert document[side]["text"][place["start"] : place["end"]] == place["text"]
        spans = [(s["source"]["start"], s["source"]["end"]) for s in document["segments"]]
        spans += [(f["start"], f["end"]) for f in document["furniture"]]
        covered = set(itertools.chain.from_iterable(range(*span) for span in spans))
        assert len(covered) == sum(end - start for start, end in spans), "nothing is in two places"
        assert not "".join(c for i, c in enumerate(text) if i not in covered).strip("\ufeff \n"), "nothing is lost"
        assert text[spans[-1][0] : spans[-1][1]] == SHARE
        assert document["segments"][0]["flags"] == [{"check": "numbers", "missing": ["35"]}]
        assert document["counts"] == {"segments": 4, "flagged": 1}
        assert document["summary"][0] == {
            "text": ENGLISH[0],
            "evidence": [1, 2],
            "kind": "extractive",
            "rewritten": False,
            "flags": [],
        }
        assert document["summary_source"][0]["text"] == SENTENCES[0]
        assert document["provenance"]["translators"] == ["engine:test"]

    def test_an_article_fills_up_while_it_is_worked_on(self, client: httpx2.Client, desk: Desk) -> None:
        article_id, job_id = submit(client)
        queued = client.get(f"/v1/articles/{article_id}").json()
        assert (queued["status"], queued["segments"], queued["summary"]) == ("queued", [], [])
        desk.prepare(job_id)
        desk.translate(desk.claim(job_id, Stage.TRANSLATE), [2])
        half = client.get(f"/v1/articles/{article_id}").json()
        ArticleOut.model_validate(half)
        assert half["status"] == "running"
        assert [s["target"]["text"] for s in half["segments"]] == ["", ENGLISH[1], "", ""]
        assert half["segments"][0]["target"] == {"start": None, "end": None, "text": ""}

    def test_a_failed_article_says_why(self, client: httpx2.Client, desk: Desk) -> None:
        article_id, job_id = submit(client)
        desk.fail(job_id)
        document = client.get(f"/v1/articles/{article_id}").json()
        assert document["failure"]["code"] == "no-sentence"

    def test_a_removal_can_be_taken_back(self, client: httpx2.Client, desk: Desk) -> None:
        article_id, job_id = submit(client)
        desk.finish(job_id)
        (share,) = client.get(f"/v1/articles/{article_id}").json()["furniture"]
        where = f"/v1/articles/{article_id}/furniture:restore"
        answer = client.post(where, json={"start": share["start"], "end": share["end"]})
        assert answer.status_code == 202
        assert answer.headers["location"] == f"/v1/jobs/{job_id}"
        document = client.get(f"/v1/articles/{article_id}").json()
        assert (document["status"], document["furniture"]) == ("queued", [])
        assert [s["target"]["text"] for s in document["segments"]][-1] == ""
        assert document["segments"][-1]["source"]["text"] == SHARE
        assert document["segments"][0]["target"]["text"] == ENGLISH[0]
        problem(client.post(where, json={"start": share["start"], "end": share["end"]}), 404, "not-found")

    def test_only_furniture_of_a_finished_article_can_be_taken_back(self, client: httpx2.Client, desk: Desk) -> None:
        article_id, job_id = submit(client)
        where = f"/v1/articles/{article_id}/furniture:restore"
        problem(client.post(where, json={"start": 0, "end": 5}), 404, "not-found")
        segmented = desk.prepare(job_id)
        span = segmented.furniture[0].span
        problem(client.post(where, json={"start": span.start, "end": span.end}), 409, "illegal-transition")
        problem(client.post(where, json={"start": 5, "end": 5}), 422, "invalid-request")

    def test_what_has_not_changed_is_not_sent_again(self, client: httpx2.Client, desk: Desk) -> None:
        article_id, job_id = submit(client)
        path = f"/v1/articles/{article_id}"
        first = client.get(path)
        etag = first.headers["etag"]
        assert first.headers["cache-control"] == "private, no-cache"
        for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = client.get(path, headers={"If-None-Match": held})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
        desk.prepare(job_id)
        changed = client.get(path, headers={"If-None-Match": etag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != etag


class TestListing:
    @pytest.fixture
    def outlet(self) -> str:
        return f"outlet {uuid.uuid4()}"

    def ids(self, client: httpx2.Client, **query: str | int) -> list[str]:
        answer = client.get("/v1/articles", params=query)
        assert answer.status_code == 200, answer.text
        ArticlePageOut.model_validate(answer.json())
        return [item["id"] for item in answer.json()["items"]]

    def test_newest_first(self, client: httpx2.Client, outlet: str) -> None:
        sent = [submit(client, outlet=outlet)[0] for _ in range(3)]
        assert self.ids(client, outlet=outlet) == sent[::-1]

    def test_pages_hold_everything_once_while_more_comes_in(self, client: httpx2.Client, outlet: str) -> None:
        sent = [submit(client, outlet=outlet)[0] for _ in range(5)]
        page = client.get("/v1/articles", params={"outlet": outlet, "limit": 2})
        seen = [item["id"] for item in page.json()["items"]]
        submit(client, outlet=outlet)
        while page.json()["next_cursor"]:
            by_cursor = client.get(
                "/v1/articles", params={"outlet": outlet, "limit": 2, "cursor": page.json()["next_cursor"]}
            )
            page = client.get(page.links["next"]["url"])
            assert page.json() == by_cursor.json(), "the Link header and the cursor lead to the same page"
            seen += [item["id"] for item in page.json()["items"]]
        assert seen == sent[::-1]
        assert "next" not in page.links

    def test_a_line_says_what_a_list_needs(self, client: httpx2.Client, desk: Desk, outlet: str) -> None:
        article_id, job_id = submit(client, outlet=outlet, title=SENTENCES[0], external_id="x-2")
        desk.finish(job_id, flags={2: (Flag("cut-off"),)})
        (item,) = client.get("/v1/articles", params={"outlet": outlet}).json()["items"]
        assert item["id"] == article_id
        assert item["status"] == "succeeded"
        assert item["flagged"] == 1
        assert (item["done"], item["total"]) == (4, 4)
        assert item["title"] == {"source": SENTENCES[0], "target": None}
        assert item["external_id"] == "x-2"
        assert client.get(item["links"]["article"]).json()["id"] == article_id

    def test_by_state(self, client: httpx2.Client, desk: Desk, outlet: str) -> None:
        waiting, done, failed = (submit(client, outlet=outlet) for _ in range(3))
        desk.finish(done[1])
        desk.fail(failed[1])
        assert self.ids(client, outlet=outlet, state="queued") == [waiting[0]]
        assert self.ids(client, outlet=outlet, state="succeeded") == [done[0]]
        assert self.ids(client, outlet=outlet, state="failed") == [failed[0]]

    def test_by_your_own_id(self, client: httpx2.Client) -> None:
        mine = str(uuid.uuid4())
        article_id, _ = submit(client, external_id=mine)
        assert self.ids(client, external_id=mine) == [article_id]

    def test_by_date(self, client: httpx2.Client, outlet: str) -> None:
        first, second = (submit(client, outlet=outlet)[0] for _ in range(2))
        moment = client.get(f"/v1/articles/{second}").json()["created_at"]
        assert self.ids(client, outlet=outlet, since=moment) == [second]
        assert self.ids(client, outlet=outlet, until=moment) == [first]
        assert self.ids(client, outlet=outlet, since="2000-01-01T00:00:00Z", until="2000-01-02T00:00:00+03:00") == []

    @pytest.mark.parametrize(
        "words", ["الأهالي", "الاهالى", "residents", "RESIDENTS welcomed", "وزارة centres", "الصِّحة"]
    )
    def test_by_words_in_either_language(self, client: httpx2.Client, desk: Desk, outlet: str, words: str) -> None:
        article_id, job_id = submit(client, outlet=outlet)
        desk.finish(job_id)
        assert self.ids(client, outlet=outlet, q=words) == [article_id]

    @pytest.mark.parametrize("words", ["%", "_", "الأهالي nowhere", "\\", "' OR 1=1 --"])
    def test_words_are_words_and_nothing_else(self, client: httpx2.Client, outlet: str, words: str) -> None:
        submit(client, outlet=outlet)
        assert self.ids(client, outlet=outlet, q=words) == []


def test_an_unknown_article(client: httpx2.Client) -> None:
    problem(client.get("/v1/articles/00000000-0000-7000-8000-000000000000"), 404, "not-found")
