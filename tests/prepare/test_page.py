"""Web pages: what is visible, what is the article, what the markup says."""

import pytest

from dragoman.errors import EmptyTextError
from dragoman.text import SegmentKind
from worker.prepare import prepare_html

PARAGRAPHS = [
    "أعلنت وزارة الخارجية الأميركية أن وزراء خارجية دول التحالف سيجتمعون الأسبوع المقبل في العاصمة واشنطن.",
    "وقال مسؤول في الوزارة إن الاجتماع سيبحث مصير المقاتلين الأجانب المحتجزين في شمال شرق سوريا.",
    "وأضاف المسؤول أن بلاده ترحب بمشاركة جميع الدول الأعضاء في هذا المؤتمر الدولي الذي يستمر يومين.",
]
TITLE = "واشنطن تعلن موعد مؤتمر التحالف الدولي"
PAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><title>{TITLE} | الجريدة</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="الجريدة">
<script type="application/ld+json">{{"@graph": [{{"@type": ["NewsArticle"], "headline": "{TITLE}",
 "datePublished": "2019-11-14T01:27:00+02:00", "author": [{{"@type": "Person", "name": "هديل عويس"}}],
 "publisher": {{"name": "الجريدة"}}}}]}}</script>
<style>p {{color: red}}</style></head>
<body><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li></ul></nav>
<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>
<div class="share">شارك على فيسبوك</div>
<p>{PARAGRAPHS[1]}<br>وشدد على أن الدعوات وجهت إلى الجميع قبل أسبوعين من موعد الاجتماع.</p>
<h2>موقف تركيا</h2><blockquote><p>{PARAGRAPHS[2]}</p></blockquote>
<ul><li>وقف إطلاق النار في المنطقة الحدودية</li><li>عودة النازحين إلى قراهم ومدنهم</li></ul>
<table><tr><th>الدولة</th><th>عدد المقاتلين</th></tr><tr><td>فرنسا</td><td>120</td></tr></table>
<p style="display:none">نص مخفي لا يراه القارئ</p></article>
<script>var text = "لا يظهر";</script>
<footer><p>جميع الحقوق محفوظة © 2019</p></footer></body></html>"""


def test_all_that_is_visible_is_there_and_in_order() -> None:
    # When a page is prepared
    text = prepare_html(PAGE).segmented.text
    # Then its text holds body and furniture in the order of the page, and nothing a reader cannot see
    order = ["الرئيسية", TITLE, PARAGRAPHS[0], "شارك", PARAGRAPHS[1], "موقف تركيا", PARAGRAPHS[2], "120", "محفوظة"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert not any(hidden in text for hidden in ("لا يظهر", "مخفي", "color", "NewsArticle"))


def test_the_article_becomes_segments_and_the_rest_furniture() -> None:
    segmented = prepare_html(PAGE).segmented
    kinds = [(s.kind, segmented.source_of(s)) for s in segmented.segments]
    assert kinds[0] == (SegmentKind.TITLE, TITLE)
    assert (SegmentKind.HEADING, "موقف تركيا") in kinds
    assert (SegmentKind.LIST_ITEM, "وقف إطلاق النار في المنطقة الحدودية") in kinds
    assert [text for _, text in kinds if text in PARAGRAPHS] == PARAGRAPHS
    rules = {f.span.of(segmented.text): f.rule for f in segmented.furniture}
    assert rules["الرئيسية"] == "navigation"
    assert rules["شارك على فيسبوك"] in ("share-button", "outside-article")
    assert rules["جميع الحقوق محفوظة © 2019"] == "page-footer"


def test_a_line_break_in_a_paragraph_ends_a_line() -> None:
    text = prepare_html(PAGE).segmented.text
    assert "سوريا.\nوشدد" in text


def test_the_cells_of_a_row_stay_on_one_line() -> None:
    assert "فرنسا | 120" in prepare_html(PAGE).segmented.text


def test_the_markup_tells_title_byline_outlet_date_and_language() -> None:
    found = prepare_html(PAGE).metadata.found
    assert {name: found[name]["value"] for name in ("title", "byline", "outlet", "published_at", "language")} == {
        "title": TITLE,
        "byline": "هديل عويس",
        "outlet": "الجريدة",
        "published_at": "2019-11-14T01:27:00+02:00",
        "language": "ar",
    }


def test_the_host_names_the_outlet_when_nothing_else_does() -> None:
    page = f"<html><body><p>{PARAGRAPHS[0]}</p></body></html>"
    assert prepare_html(page, url="https://www.example.com/news/1").metadata.found["outlet"]["value"] == "example.com"


@pytest.mark.parametrize(
    "page", ["", " ", "<html></html>", "<p>123 — …</p>", "<script>قال الوزير</script>", "<!-- قال -->"]
)
def test_a_page_that_shows_no_word_is_empty(page: str) -> None:
    with pytest.raises(EmptyTextError):
        prepare_html(page)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("قال الوزير إن الاجتماع سيعقد غدا.", id="no markup at all"),
        pytest.param("<p>قال الوزير\x00 إن \x0bالاجتماع\ud800 غدا.", id="characters HTML cannot hold"),
        pytest.param("<div>" * 3000 + "قال الوزير إن الاجتماع غدا.", id="deep nesting"),
        pytest.param(
            '<script type="application/ld+json">{"@graph": [[[{</script><p>قال الوزير كلمته.', id="broken JSON-LD"
        ),
        pytest.param("<html><frameset><p>قال الوزير كلمته.</p>", id="frameset"),
        pytest.param("<table><p>قال الوزير كلمته.<tr><td></table></td>", id="crossed tags"),
    ],
)
def test_a_broken_page_is_read_as_far_as_it_goes(page: str) -> None:
    segmented = prepare_html(page).segmented
    assert "قال الوزير" in segmented.source_of(segmented.segments[0])
