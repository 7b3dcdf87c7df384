"""Text between Slack and people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.slack.texts import PDI, RLI, clean, escaped, has_arabic, isolated, only_links, pieces, shortened, size, typed


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("قال &lt;الوزير&gt; &amp; غيره", "قال <الوزير> & غيره"),
        ("&amp;lt;", "&lt;"),
        ("<https://news.example/1|news.example/1>", "https://news.example/1"),
        ("<https://news.example/1|وكالة الأنباء> قالت", "وكالة الأنباء قالت"),
        ("<@U012AB3CD> و<@W1|amal> و<#C012|general>", "@U012AB3CD و@amal و#general"),
        ("<!here> <!subteam^S1|@desk> <!date^1392734382^{date}|الثلاثاء>", "@here @desk الثلاثاء"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("١ < ٢ > ٠", "١ < ٢ > ٠"),
    ],
)
def test_what_was_typed_is_what_people_saw(sent: str, seen: str) -> None:
    assert typed(sent) == seen


@pytest.mark.parametrize("text", ["<!channel>", "<@U1>", "<#C1>", "<https://x.example|y>", "&lt;!channel&gt;"])
def test_nothing_of_an_escaped_text_is_markup(text: str) -> None:
    assert "<" not in escaped(text)
    assert typed(escaped(text)) == text


@given(st.text())
def test_escaping_is_undone_by_reading(text: str) -> None:
    assert not set("<>") & set(escaped(text))
    assert typed(escaped(text)) == text


@given(st.text(), st.integers(min_value=3, max_value=40))
def test_pieces_are_the_text_and_fit(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert "".join(parts) == text
    assert all(size(part) <= limit for part in parts)
    assert all(parts) or not text
    assert size(shortened(text, limit)) <= limit


def test_an_emoji_counts_as_slack_may_count_it() -> None:
    assert size("😀") == 2
    assert [size(part) for part in pieces("😀" * 5, 5)] == [4, 4, 2]


@given(st.text(alphabet=st.sampled_from("اب \n\t.35\u2066\u2067\u2068\u2069\u202a\u202d\u202e\u202c\x00\x07")))
def test_isolation_holds_line_by_line_whatever_the_text_holds(text: str) -> None:
    for line in isolated(text).split("\n"):
        assert line == "" or (line[0], line[-1]) == (RLI, PDI)
        assert line.count(RLI) == line.count(PDI) == (1 if line else 0)
    assert isolated(text).replace(RLI, "").replace(PDI, "").split() == clean(text).split()


@pytest.mark.parametrize(
    ("text", "links", "arabic"),
    [
        ("https://news.example/a", True, False),
        (" https://a.example , http://b.example ", True, False),
        ("https://news.example/وزير", True, True),
        ("خبر https://news.example/a", False, True),
        ("hello", False, False),
        ("", False, False),
    ],
)
def test_links_alone_are_told_from_text(text: str, links: bool, arabic: bool) -> None:
    assert only_links(text) is links
    assert has_arabic(text) is arabic
