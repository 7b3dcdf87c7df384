"""The reader's pages: what a person gets, without JavaScript."""

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx2
import pytest

import api
from api.errors import PROBLEM_TYPES
from api.highlights import concerned
from api.templating import shown
from dragoman.job import Stage
from dragoman.translation import Flag
from tests.api.server import ENGLISH, SENTENCES, SHARE, Desk, arabic

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """Every element with its attributes, its text and the tags around it; balanced or the test fails."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {[t for t, _ in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.elements.append((tag, {k: v or "" for k, v in attrs}, text))
        if tag not in VOID:
            self._open.append((tag, text))

    def handle_endtag(self, tag: str) -> None:
        open_tag, _ = self._open.pop()
        assert open_tag == tag

    def handle_data(self, data: str) -> None:
        for _, text in self._open:
            text.append(data)

    def find(self, tag: str, **attributes: str) -> list[tuple[dict[str, str], str]]:
        wanted = {k.rstrip("_"): v for k, v in attributes.items()}
        return [
            (attrs, " ".join("".join(text).split()))
            for name, attrs, text in self.elements
            if name == tag and all(v in attrs.get(k, "").split() or attrs.get(k) == v for k, v in wanted.items())
        ]


def page(client: httpx2.Client, path: str, status: int = 200) -> Page:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def submit(client: httpx2.Client, **fields: object) -> tuple[str, str]:
    document = client.post("/v1/articles", json={"text": arabic()} | fields).json()
    return document["links"]["page"], document["job_id"]


@pytest.fixture(scope="module")
def finished(client: httpx2.Client, desk: Desk) -> Page:
    path, job_id = submit(client, title="عنوان الخبر", outlet="وكالة الأنباء", url="https://news.example/1")
    desk.finish(job_id, flags={1: (Flag("numbers", {"missing": ["35"]}),), 3: (Flag("new-check", {"a": [1, 2]}),)})
    return page(client, path)


class TestArticle:
    def test_arabic_and_english_stand_side_by_side_with_their_language_and_direction(self, finished: Page) -> None:
        lines = [attrs for attrs, _ in finished.find("li") if attrs.get("id", "").startswith("s")]
        assert [attrs["id"] for attrs in lines] == ["s1", "s2", "s3", "s4"]
        english = [text for attrs, text in finished.find("p", class_="target") if attrs["lang"] == "en"]
        arab = [text for attrs, text in finished.find("p", class_="source") if attrs["lang"] == "ar"]
        assert set(ENGLISH) <= {t.split(" [")[0] for t in english}
        assert set(SENTENCES) <= set(arab)
        assert all(attrs["dir"] == "rtl" for attrs, _ in finished.find("p", class_="source"))
        assert all(attrs["dir"] == "ltr" for attrs, _ in finished.find("p", class_="target"))

    def test_the_summary_cites_lines_that_are_there(self, finished: Page) -> None:
        cites = finished.find("a", class_="cite")
        assert [(attrs["href"], text) for attrs, text in cites] == [("#s1", "[1]"), ("#s2", "[2]")]
        ids = {attrs.get("id") for _, attrs, _ in finished.elements}
        assert {"s1", "s2"} <= ids

    def test_flags_are_in_plain_words(self, finished: Page) -> None:
        assert [text for _, text in finished.find("ul", class_="flags")] == [
            "In the Arabic but not in the English: 35.",
            "Check “new check” failed (a: 1, 2).",
        ]

    def test_furniture_is_folded_away_but_there(self, finished: Page) -> None:
        ((attrs, text),) = finished.find("details", class_="furniture")
        assert "open" not in attrs
        assert SHARE in text
        assert "share-button" in text

    def test_provenance_is_one_click_away(self, finished: Page) -> None:
        ((_, text),) = finished.find("details", class_="provenance")
        for said in ("engine:test", "engine:test-summary", "extractive", "0.02 s"):
            assert said in text

    def test_nothing_comes_from_elsewhere_and_nothing_is_inline(self, finished: Page) -> None:
        for tag, attrs, text in finished.elements:
            if tag in ("script", "link"):
                assert attrs.get("src", attrs.get("href", "")).startswith("/static/")
                assert not "".join(text).strip()
            assert "style" not in attrs
            assert not any(name.startswith("on") for name in attrs)

    def test_while_it_is_worked_on_it_shows_how_far_and_comes_back_by_itself(
        self, client: httpx2.Client, desk: Desk
    ) -> None:
        path, job_id = submit(client)
        waiting = page(client, path)
        assert waiting.find("progress")[0][0].get("value") is None
        assert waiting.find("meta", **{"http-equiv": "refresh"})
        desk.prepare(job_id)
        desk.translate(desk.claim(job_id, Stage.TRANSLATE), [1])
        half = page(client, path)
        assert {k: half.find("progress")[0][0][k] for k in ("value", "max")} == {"value": "1", "max": "4"}
        assert "1 of 4 sentences" in half.find("span", class_="count")[0][1]
        assert len(half.find("span", class_="none")) == 3

    def test_a_failed_article_says_why(self, client: httpx2.Client, desk: Desk) -> None:
        path, job_id = submit(client)
        desk.fail(job_id)
        assert "there is no sentence in it" in page(client, path).find("p", class_="failure")[0][1]

    def test_markup_in_the_text_is_text(self, client: httpx2.Client, desk: Desk) -> None:
        evil = "<script>alert(1)</script>\"'&{{7*7}}"
        path, job_id = submit(client, text=f"قال الوزير {evil}.\n\n{SHARE}", title=f"عنوان {evil}", outlet=evil)
        desk.finish(job_id)
        for where in (path, "/"):
            found = page(client, where)
            assert [attrs.get("src") for attrs, _ in found.find("script")] == ["/static/reader.js"]
        assert any(evil in text for _, text in page(client, path).find("p", class_="source"))

    def test_an_override_is_named_and_turns_nothing_round(self, client: httpx2.Client, desk: Desk) -> None:
        path, job_id = submit(client, text=f"قال \u202eالوزير\u202c نعم \u200f.\n\n{SHARE}", title="عنوان\u202e")
        desk.finish(job_id)
        html = client.get(path).text
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
        assert "\u200f" in html
        assert [text for _, text in Page(html).find("span", class_="control")]

    def test_an_unknown_article_gets_a_page(self, client: httpx2.Client) -> None:
        assert page(client, "/articles/nonsense", 404).find("h1")[0][1] == "There is nothing here"
        plain_client = client.get("/articles/nonsense", headers={"accept": "application/json"})
        assert plain_client.json()["type"] == "/problems/not-found"


class TestList:
    def test_articles_with_both_titles_and_their_state(self, client: httpx2.Client, desk: Desk) -> None:
        path, job_id = submit(client, title="عنوان في القائمة")
        desk.finish(job_id)
        found = page(client, "/?q=القائمة&state=")
        ((_, text),) = found.find("a", href=path)
        assert "عنوان في القائمة" in text
        assert found.find("span", class_="succeeded")
        assert found.find("input", name="q")[0][0]["value"] == "القائمة"

    def test_search_that_finds_nothing_says_so(self, client: httpx2.Client) -> None:
        assert "No article matches" in page(client, "/?q=nowhere-at-all").find("p", class_="empty")[0][1]

    def test_by_state(self, client: httpx2.Client, desk: Desk) -> None:
        _, job_id = submit(client)
        desk.fail(job_id)
        states = [a["class"] for a, _ in page(client, "/?state=failed").find("span", class_="state")]
        assert states
        assert set(states) == {"state failed"}

    def test_older_articles_are_a_link_away(self, client: httpx2.Client) -> None:
        for _ in range(21):
            submit(client, title="خبر متكرر")
        first = page(client, "/?q=متكرر")
        assert len(first.find("li", class_="item")) == 20
        ((attrs, _),) = first.find("a", rel="next")
        assert len(page(client, attrs["href"]).find("li", class_="item")) == 1

    @pytest.mark.parametrize("query", ["cursor=nonsense", "state=done", "q=a%00b"])
    def test_a_query_that_cannot_be_gets_a_page(self, client: httpx2.Client, query: str) -> None:
        assert page(client, f"/?{query}", 422).find("h1")


class TestForm:
    """Sending without JavaScript."""

    SAME = {"Sec-Fetch-Site": "same-origin"}  # noqa: RUF012

    def send(self, client: httpx2.Client, headers: dict[str, str], **fields: str) -> httpx2.Response:
        return client.post("/", data=fields, headers={"accept": "text/html"} | headers, follow_redirects=False)

    def test_it_leads_to_the_article_with_its_lines_as_they_were_pasted(
        self, client: httpx2.Client, desk: Desk
    ) -> None:
        text = arabic()
        fields = {"text": text.replace("\n", "\r\n"), "outlet": "وكالة", "title": "", "url": " "}
        answer = self.send(client, self.SAME, **fields)
        assert answer.status_code == 303
        article = desk.store.library.article(answer.headers["location"].removeprefix("/articles/"))
        assert (article.submission.text, article.submission.outlet) == (text, "وكالة")
        assert (article.submission.title, article.submission.url) == (None, None)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"text": ""}, "The text is empty: send the article's body."),
            (
                {"text": "The delegation arrived in the capital last night, officials said."},
                "The text seems to be English: send the Arabic original.",
            ),
            ({"text": SENTENCES[0], "url": "javascript:alert(1)"}, "Give a web address"),
            ({"text": SENTENCES[0] + "\0"}, "NUL"),
            ({"title": "x"}, "The text is empty"),
        ],
    )
    def test_what_is_wrong_is_said_on_the_page_and_the_text_kept(
        self, client: httpx2.Client, fields: dict[str, str], said: str
    ) -> None:
        answer = self.send(client, self.SAME, **fields)
        assert answer.status_code == 422
        found = Page(answer.text)
        assert said.lower() in found.find("p", class_="problem")[0][1].lower()
        assert found.find("textarea")[0][1] == fields.get("text", "").strip()

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "null"},
            {"Origin": "http://elsewhere.example"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://elsewhere.example"},
        ],
    )
    def test_another_site_cannot_send_it(self, client: httpx2.Client, headers: dict[str, str]) -> None:
        assert self.send(client, headers, text=arabic()).status_code == 403

    def test_our_own_page_says_where_it_comes_from(self, client: httpx2.Client, base_url: str) -> None:
        assert page(client, "/").find("meta", name="referrer")[0][0]["content"] == "same-origin"
        assert self.send(client, {"Origin": base_url}, text=arabic()).status_code == 303

    def test_only_forms(self, client: httpx2.Client) -> None:
        answer = client.post("/", json={"text": arabic()}, headers=self.SAME)
        assert answer.status_code == 415


class TestHighlights:
    @pytest.mark.parametrize(
        ("flag", "source", "target", "ours", "theirs"),
        [
            (
                Flag("numbers", {"missing": ["35", "1,500"], "added": ["53"]}),
                "قتل ٣٥ شخصا و1,500 جريح في 350",
                "killed 53 people, 530 or 5.53",
                ["٣٥", "1,500"],
                ["53"],
            ),
            (
                Flag("numbers", {"missing": ["خمسه و ثلاثين", "ثلاثه و عشر"]}),
                "خمسة وثلاثين رجلا وثلاثة عشر",
                "",
                ["خمسة وثلاثين", "وثلاثة عشر"],
                [],
            ),
            (Flag("numbers", {"missing": ["3.5"]}), "بلغت ٣٫٥ مليون", "", ["٣٫٥"], []),
            (
                Flag("month", {"missing": [1], "added": [5]}),
                "في كَانون الثاني",
                "in May, maybe",
                ["كَانون الثاني"],
                ["May"],
            ),
            (Flag("weekday", {"missing": [2], "added": [1]}), "يوم الثلاثاء", "on Monday", ["الثلاثاء"], ["Monday"]),
            (Flag("negation", {"lost": ["لم"], "gained": ["not"]}), "لم يلم", "did not, nothing", ["لم"], ["not"]),
            (Flag("leftover-arabic", {"words": ["(الوزير)"]}), "الوزير", "the (الوزير) said", [], ["(الوزير)"]),
            (
                Flag("repetition", {"phrase": "he said"}),
                "",
                "He said he said, he said.",
                [],
                ["He said", "he said", "he said"],
            ),
            (Flag("names", {"missing": ["حسن"]}), "قال حسن وحسن", "", ["حسن", "وحسن"], []),
            (Flag("new-check", {"ratio": 0.5, "missing": [".*", "", 7, None]}), "نص 7", "text", [], []),
        ],
    )
    def test_what_is_marked(self, flag: Flag, source: str, target: str, ours: list[str], theirs: list[str]) -> None:
        found = concerned(source, target, [flag])
        assert [span.of(source) for span in found.source] == ours
        assert [span.of(target) for span in found.target] == theirs

    def test_marks_are_whole_words_around_escaped_text(self) -> None:
        text = "<b> 35 & \u202e35"
        marks = concerned(text, "", [Flag("numbers", {"missing": ["35"]})]).source
        sign = '<span class="control" title="direction override in the source">RLO</span>'
        assert str(shown(text, marks)) == f"&lt;b&gt; <mark>35</mark> &amp; {sign}<mark>35</mark>"


class TestReference:
    def test_the_docs_page_shows_every_operation_and_needs_no_network(self, client: httpx2.Client) -> None:
        found = page(client, "/docs")
        shown = " ".join(text for _, text in found.find("summary"))
        document = client.get("/openapi.json").json()
        for path in document["paths"]:
            assert path in shown
        for tag, attrs, _ in found.elements:
            for address in (attrs.get("src"), attrs.get("href")):
                assert address is None or address.startswith(("/", "#")), (tag, address)

    @pytest.mark.parametrize("name", PROBLEM_TYPES)
    def test_every_problem_type_has_a_page(self, client: httpx2.Client, name: str) -> None:
        found = page(client, f"/problems/{name}")
        assert found.find("h1")[0][1] == PROBLEM_TYPES[name].title
        assert "What to do:" in " ".join(text for _, text in found.find("p"))

    def test_all_of_them_on_one(self, client: httpx2.Client) -> None:
        assert len(page(client, "/problems").find("section")) == len(PROBLEM_TYPES)
        page(client, "/problems/nonsense", 404)

    def test_static_files_are_served_and_nothing_else(self, client: httpx2.Client) -> None:
        for name in ("reader.css", "reader.js", "edit.js", "icon.svg"):
            answer = client.get(f"/static/{name}")
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
            held = {"If-None-Match": answer.headers["etag"]}
            assert client.get(f"/static/{name}", headers=held).status_code == 304
        assert client.get("/static/%2e%2e/app.py").status_code == 404
        folder = Path(api.__file__).parent / "static"
        assert "http://" not in (folder / "reader.css").read_text()
        assert not any("innerHTML" in p.read_text() for p in folder.glob("*.js"))
