"""What a reader gets always holds together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.aligned import align
from dragoman.article import Article, Submission
from dragoman.errors import InvalidTextError
from dragoman.job import Job, JobState, Stage
from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.text import Segment, SegmentedText, SegmentKind, Span
from dragoman.translation import TITLE_N, Flag, Translation

NOW = datetime(2026, 1, 1, tzinfo=UTC)
JOB = Job("j", "a", JobState.SUCCEEDED, Stage.SUMMARISE, 5, NOW, NOW)
JOINTS = st.sampled_from([" ", "\n", "\n\n", " \n \n", "  "])


def article(text: str, title: str | None = None) -> Article:
    return Article("a", Submission(text=text, title=title), NOW, "f", text, title)


@st.composite
def translated(draw: st.DrawFn) -> tuple[SegmentedText, list[Translation]]:
    text = ""
    segments: list[Segment] = []
    translations: list[Translation] = []
    for n in range(1, draw(st.integers(1, 8)) + 1):
        if n > 1:
            text += draw(JOINTS)
        sentence = draw(st.text(alphabet="ابتث. ", min_size=1, max_size=12).filter(lambda s: s.strip() == s))
        segments.append(Segment(n, Span(len(text), len(text) + len(sentence))))
        text += sentence
        if draw(st.integers(0, 9)):
            english = draw(st.text(alphabet="abc 😀.", max_size=12).map(str.strip))
            translations.append(Translation(n, english, -0.1, "sig"))
    return SegmentedText(text, tuple(segments)), translations


@given(translated())
def test_every_span_cuts_out_its_own_text(given: tuple[SegmentedText, list[Translation]]) -> None:
    segmented, translations = given
    document = align(article(segmented.text), JOB, segmented, translations, None).to_dict()
    target_text = document["target"]["text"]
    for segment in document["segments"]:
        source, target = segment["source"], segment["target"]
        assert document["source"]["text"][source["start"] : source["end"]] == source["text"]
        if target["text"]:
            assert target_text[target["start"] : target["end"]] == target["text"]
        else:
            assert target["start"] is None
    english = [s["target"]["text"] for s in document["segments"] if s["target"]["text"]]
    assert target_text.split() == " ".join(english).split()


def test_paragraphs_stay_paragraphs() -> None:
    segmented = SegmentedText("أ. ب.\n\nج.", (Segment(1, Span(0, 2)), Segment(2, Span(3, 5)), Segment(3, Span(7, 9))))
    translations = [Translation(n, t, None, "s") for n, t in ((1, "A."), (2, "B."), (3, "C."))]
    assert align(article(segmented.text), JOB, segmented, translations, None).target_text == "A. B.\n\nC."


def test_a_title_beside_the_text_is_translated_beside_it() -> None:
    segmented = SegmentedText("نص", (Segment(1, Span(0, 2)),))
    translations = [Translation(TITLE_N, "A title", None, "s", (Flag("x"),)), Translation(1, "Text", None, "s")]
    document = align(article("نص", "عنوان"), JOB, segmented, translations, None).to_dict()
    assert document["source"]["title"] == "عنوان"
    assert document["target"]["title"] == "A title"
    assert document["target"]["title_flags"] == [{"check": "x"}]
    assert [s["n"] for s in document["segments"]] == [1]


def test_a_title_in_the_text_is_both_a_segment_and_the_title() -> None:
    segmented = SegmentedText("عنوان\nنص", (Segment(1, Span(0, 5), SegmentKind.TITLE), Segment(2, Span(6, 8))))
    translations = [Translation(1, "A title", None, "s"), Translation(2, "Text", None, "s")]
    document = align(article(segmented.text, "عنوان"), JOB, segmented, translations, None).to_dict()
    assert document["target"]["title"] == "A title"
    assert document["target"]["text"] == "A title\nText"


def test_evidence_that_names_no_segment_is_refused() -> None:
    segmented = SegmentedText("نص", (Segment(1, Span(0, 2)),))
    sentence = SummarySentence("Text", (7,))
    summary = Summary(SummaryKind.EXTRACTIVE, (sentence,), (sentence,), "s")
    with pytest.raises(InvalidTextError):
        align(article("نص"), JOB, segmented, [], summary)


def test_a_translation_of_nothing_is_refused() -> None:
    segmented = SegmentedText("نص", (Segment(1, Span(0, 2)),))
    with pytest.raises(InvalidTextError):
        align(article("نص"), JOB, segmented, [Translation(2, "Text", None, "s")], None)


def test_a_summary_sentence_without_evidence_cannot_be_made() -> None:
    with pytest.raises(InvalidTextError):
        SummarySentence("Text", ())
