"""Spans, segments, and the promise that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InvalidTextError
from dragoman.text import Furniture, Segment, SegmentedText, SegmentKind, Span, is_visible


@st.composite
def cuts(draw: st.DrawFn) -> SegmentedText:
    """Any text of words, white space and invisible marks, each word a segment, furniture or joined to its neighbour."""
    text = ""
    segments: list[Segment] = []
    furniture: list[Furniture] = []
    for part in draw(st.lists(st.text(alphabet="ابجد abc\n\u200f،.؟٣", min_size=1, max_size=8), max_size=12)):
        start = len(text)
        text += part
        if not any(is_visible(c) for c in part):
            continue
        span = Span(start, len(text))
        if draw(st.booleans()):
            furniture.append(Furniture(span, "rule"))
        else:
            segments.append(Segment(len(segments) + 1, span))
    return SegmentedText(text, tuple(segments), tuple(furniture))


@given(cuts())
def test_segments_furniture_and_gaps_tile_the_text(cut: SegmentedText) -> None:
    parts = [s.span for s in cut.segments] + [f.span for f in cut.furniture] + list(cut.gaps())
    assert "".join(span.of(cut.text) for span in sorted(parts)) == cut.text


@given(cuts())
def test_nothing_a_reader_would_miss_lies_in_a_gap(cut: SegmentedText) -> None:
    assert not any(is_visible(c) for gap in cut.gaps() for c in gap.of(cut.text))


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_is_never_empty_or_negative(start: int, end: int) -> None:
    with pytest.raises(InvalidTextError):
        Span(start, end)


def test_a_cut_that_loses_a_word_is_refused() -> None:
    with pytest.raises(InvalidTextError, match="in no segment"):
        SegmentedText("قال الوزير", (Segment(1, Span(0, 3)),))


def test_a_cut_that_says_a_word_twice_is_refused() -> None:
    with pytest.raises(InvalidTextError, match="overlaps"):
        SegmentedText("قال الوزير", (Segment(1, Span(0, 6)), Segment(2, Span(4, 10))))


def test_a_cut_past_the_end_is_refused() -> None:
    with pytest.raises(InvalidTextError, match="past the text"):
        SegmentedText("قال", (Segment(1, Span(0, 9)),))


def test_segments_count_from_one_in_reading_order() -> None:
    with pytest.raises(InvalidTextError):
        SegmentedText("قال نعم", (Segment(2, Span(0, 3)), Segment(1, Span(4, 7))))


def test_the_title_is_the_title_segments_text() -> None:
    cut = SegmentedText("عنوان\nنص", (Segment(1, Span(0, 5), SegmentKind.TITLE), Segment(2, Span(6, 8))))
    assert cut.title == "عنوان"
