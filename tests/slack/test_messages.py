"""Whatever an article holds, its message is one that Slack takes, and says nothing that was not to be said."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.slack import messages, pages
from api.slack.blocks import Block, Handle, Message
from dragoman.client import JobView
from tests.slack.fake import shown
from tests.slack.rules import broken, texts

HANDLE = Handle("slack:T0001:C2147483705:1700000000.000100", "j" * 36, "a" * 36)
PUBLIC = "https://dragoman.example"
HOSTILE = "<!channel> <@U1> *bold* _it_ `x` https://evil.example @here & \u202egnp.exe\u202c"


def article(**more: Any) -> dict[str, Any]:
    """As GET /v1/articles/{id} gives it."""
    document: dict[str, Any] = {
        "id": "a" * 36,
        "job_id": "j" * 36,
        "status": "succeeded",
        "failure": None,
        "source": {
            "title": "افتتاح 35 مركزا.",
            "outlet": "وكالة الأنباء",
            "published_at": "2026-11-20T09:00:00+03:00",
            "metadata": {},
        },
        "target": {"title": "35 centres opened", "title_flags": [], "text": ""},
        "segments": [segment(1, "افتتاح 35 مركزا.", "35 centres opened.")],
        "summary": [{"text": "Centres were opened.", "evidence": [1, 9], "flags": []}],
        "counts": {"segments": 1, "flagged": 0},
    }
    return document | more


def segment(n: int, source: str, target: str, *flags: dict[str, Any]) -> dict[str, Any]:
    return {"n": n, "kind": "sentence", "source": {"text": source}, "target": {"text": target}, "flags": list(flags)}


def body(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def markup(blocks: object) -> list[str]:
    """Texts in which Slack would read markup."""
    match blocks:
        case {"type": "mrkdwn", "text": str(text)}:
            return [text]
        case dict():
            return [text for value in blocks.values() for text in markup(value)]
        case list() | tuple():
            return [text for value in blocks for text in markup(value)]
        case _:
            return []


def test_the_result_reads_as_it_should() -> None:
    message = messages.result(article(), HANDLE, PUBLIC)
    header, arabic, about, summary, _ = message.blocks
    assert header["text"]["text"] == "35 centres opened"
    assert arabic["text"]["text"] == "\u2067افتتاح 35 مركزا.\u2069"
    assert about["elements"][0]["text"] == "\u2068وكالة الأنباء\u2069 · 20 November 2026 · 1 sentence"
    bullet = summary["elements"][0]["elements"][0]["elements"]
    assert [(e["type"], e["text"]) for e in bullet] == [
        ("text", "Centres were opened. "),
        ("link", "[1]"),
        ("link", "[9]"),
    ]
    assert bullet[2]["url"] == f"{PUBLIC}/articles/{'a' * 36}#s9"
    assert message.text == "Translated: 35 centres opened"


def test_without_a_public_address_nothing_links_anywhere() -> None:
    message = messages.result(article(), HANDLE, None)
    assert "url" not in str(message.blocks)
    assert "[1]\n[9]" in shown(body(message))


def test_outlet_and_date_may_come_from_the_article_itself() -> None:
    found = {"agency": {"value": "رويترز", "rule": "x"}, "published_at": {"value": "٢٠ نوفمبر", "rule": "y"}}
    source = {"title": None, "outlet": None, "published_at": None, "metadata": found}
    assert "\u2068رويترز\u2069 · \u2068٢٠ نوفمبر\u2069" in shown(
        body(messages.result(article(source=source), HANDLE, None))
    )


def test_a_flagged_headline_is_named_once() -> None:
    flag = {"check": "numbers", "missing": ["35"]}
    target = {"title": "Centres opened", "title_flags": [flag], "text": ""}
    beside = shown(body(messages.result(article(target=target), HANDLE, None)))
    assert "Please check 1 line against the Arabic:\n\u2068Headline: In the Arabic" in beside
    within = segment(1, "افتتاح 35 مركزا.", "Centres opened", flag) | {"kind": "title"}
    inside = shown(body(messages.result(article(target=target, segments=[within]), HANDLE, None)))
    assert "Please check 1 line against the Arabic:\n\u2068[1] In the Arabic" in inside


def test_corrected_lines_say_by_whom_and_undone_ones_do_not() -> None:
    made = {"version": 1, "author": f"slack:{HOSTILE} (U1)", "at": "2026-11-28T10:00:00Z", "undone": False}
    lines = [segment(n, "خبر.", "News.") | {"correction": made} for n in range(1, 13)]
    lines[0]["correction"] = made | {"undone": True}
    document = article(segments=lines)
    whole = messages.result(document, HANDLE, PUBLIC)
    assert "Corrected: [2] by \u2068<!channel>" in shown(body(whole))
    assert shown(body(whole)).endswith("Fix a sentence")
    assert ", and 1 more" in shown(body(whole))
    page = pages.page(document, HANDLE)
    assert "[1] \u2067خبر.\u2069\nNews.\nFix" in shown(body(page))
    assert "[2] \u2067خبر.\u2069\nNews.\n✎ Corrected by" in shown(body(page))
    for message in (whole, page):
        assert broken(body(message)) == []
        assert markup(list(message.blocks)) == []


def test_a_line_without_english_has_no_button() -> None:
    page = pages.page(article(segments=[segment(1, "خبر.", "")]), HANDLE)
    assert "accessory" not in page.blocks[0]


def test_hostile_text_mentions_nobody_and_links_nowhere() -> None:
    bad = article(
        source={"title": HOSTILE, "outlet": HOSTILE, "published_at": HOSTILE, "metadata": {}},
        target={"title": HOSTILE, "title_flags": [{"check": HOSTILE, "x": [HOSTILE]}], "text": ""},
        segments=[segment(1, HOSTILE, HOSTILE, {"check": "numbers", "missing": [HOSTILE]})],
        summary=[{"text": HOSTILE, "evidence": [1], "flags": [{"check": HOSTILE}]}],
        failure={"code": "x", "message": HOSTILE},
    )
    for message in (
        messages.result(bad, HANDLE, PUBLIC),
        messages.failed(bad, HANDLE, PUBLIC),
        messages.refused(HOSTILE),
        pages.page(bad, HANDLE),
    ):
        assert broken(body(message)) == []
        assert markup(list(message.blocks)) == []
        assert "<" not in message.text
        assert all("\u202e" not in text for text in texts(list(message.blocks)))
        links = [url for url in str(message.blocks).split("'") if url.startswith("http")]
        assert all(url.startswith(PUBLIC) for url in links)


LONG = st.text(st.sampled_from("ا ب.\n<&>*😀a\u2067\u202e\x00"), max_size=400).flatmap(
    lambda text: st.sampled_from([1, 7, 30]).map(lambda times: text * times)
)
FLAGS = st.lists(
    st.one_of(
        st.builds(lambda v: {"check": "numbers", "missing": [v]}, LONG),
        st.builds(lambda v: {"check": "new-check", "x": v}, LONG),
    ),
    max_size=2,
)
SEGMENTS = st.lists(st.tuples(LONG, LONG, FLAGS), min_size=1, max_size=30).map(
    lambda rows: [segment(n, s, t, *flags) for n, (s, t, flags) in enumerate(rows, 1)]
)
SUMMARY = st.lists(
    st.builds(
        lambda text, evidence, flags: {"text": text, "evidence": evidence, "flags": flags},
        LONG,
        st.lists(st.integers(1, 999), min_size=1, max_size=40),
        FLAGS,
    ),
    max_size=10,
)
TITLE = st.one_of(st.none(), LONG)


@settings(max_examples=25, deadline=None)
@given(TITLE, TITLE, TITLE, SEGMENTS, SUMMARY)
def test_every_article_makes_messages_that_slack_takes(
    arabic: str | None, english: str | None, outlet: str | None, segments: list[Block], summary: list[Block]
) -> None:
    document = article(
        source={"title": arabic, "outlet": outlet, "published_at": None, "metadata": {}},
        target={"title": english, "title_flags": [], "text": ""},
        segments=segments,
        summary=summary,
        failure={"code": "x", "message": arabic or ""},
    )
    for message in (
        messages.result(document, HANDLE, PUBLIC),
        messages.failed(document, HANDLE, PUBLIC),
        messages.cancelled(document, HANDLE, PUBLIC),
        messages.refused(english or "no"),
    ):
        assert broken(body(message)) == []
        assert message.blocks
    # The pages show every block once, in order, and come to an end
    first, seen = 0, 0
    while True:
        page = pages.page(document, Handle("k", first=first))
        assert broken(body(page)) == []
        more = [b for b in page.blocks if b["type"] == "actions"]
        seen += sum(block["type"] == "section" for block in page.blocks)
        if not more:
            break
        following = Handle.read(more[0]["elements"][0]["value"]).first
        assert following > first
        first = following
    assert seen == len(list(pages.pairs(document)))


def test_a_long_sentence_loses_nothing_on_its_way_into_blocks() -> None:
    arabic = " ".join(f"كلمة{n}" for n in range(2000))
    english = " ".join(f"word{n}" for n in range(2000))
    blocks = list(pages.pairs(article(segments=[segment(1, arabic, english)])))
    assert len(blocks) > 10
    words = "\n".join(texts(blocks)).replace("\u2067", "").replace("\u2069", "").split()
    assert [w for w in words if w.startswith("كلمة")] == arabic.split()
    assert [w for w in words if w.startswith("word")] == english.split()


@pytest.mark.parametrize(
    ("state", "stage", "done", "total", "attempts", "says"),
    [
        ("queued", "prepare", 0, None, 0, "Waiting for a free translator …"),
        ("running", "prepare", 0, None, 1, "Cutting into sentences …"),
        ("running", "translate", 3, 19, 1, "Translating · 3 of 19 sentences …"),
        ("running", "translate", 3, 19, 2, "Translating · 3 of 19 sentences · try 2 …"),
        ("queued", "summarise", 19, 19, 0, "Summarising · 19 of 19 sentences …"),
    ],
)
def test_progress_says_stage_and_count(
    state: str, stage: str, done: int, total: int | None, attempts: int, says: str
) -> None:
    document = {"id": "j", "article_id": "a", "state": state, "stage": stage, "done": done, "total": total}
    job = JobView.of({**document, "attempts": attempts, "failure": None})
    message = messages.progress(job, HANDLE, PUBLIC)
    assert message.blocks[0]["text"]["text"] == message.text == says
    assert broken(body(message)) == []
