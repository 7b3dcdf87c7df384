"""Whatever is sent, nothing is lost, nothing is cut twice and nothing takes quadratic time."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import EmptyTextError
from worker.prepare import DEFAULT_LIMIT, normalise, prepare_html, prepare_text

MARKS = ".!?؟…؛،,:;\"'“”«»‹›()[]-–—|/\\*#@%&=+©\n\n\n\r\t  \u00a0\u200b\u200f\u202b\u202c\u2028\ufeffـًَّٰ"
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةکیپگےABCabc١٢٣0123۴۵۶ﻻﷲ"
WORDS = ["وقال", "اقرأ أيضا", "الرئيسية » الأخبار", "د.", "أ.د.", "01:27 ص", "/31/", "http://a.b/c.d", "..", ".,"]

messy = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(MARKS + LETTERS, max_size=12), st.text(max_size=8)), max_size=60
).map(" ".join)


@given(messy)
def test_whatever_is_pasted_is_tiled_to_the_code_point(text: str) -> None:
    # Given any mixture of scripts, marks and controls
    # When it is prepared (SegmentedText checks order, overlaps and gaps itself)
    with contextlib.suppress(EmptyTextError):
        prepared = prepare_text(text)
        # Then the text is as it was sent, and every segment shows something and fits
        assert prepared.segmented.text == text
        assert prepared.segmented.segments
        assert all(1 <= len(s.span) <= DEFAULT_LIMIT for s in prepared.segmented.segments)


@given(messy, st.integers(1, 40))
def test_no_segment_is_longer_than_the_limit(text: str, limit: int) -> None:
    with contextlib.suppress(EmptyTextError):
        assert all(len(s.span) <= limit for s in prepare_text(text, limit=limit).segmented.segments)


@given(messy)
def test_a_page_made_of_anything_is_tiled(text: str) -> None:
    with contextlib.suppress(EmptyTextError):
        assert prepare_html(f"<html><body><p>{text}</p></body></html>").segmented.segments


@given(messy)
def test_the_map_leads_from_every_normalised_code_point_to_its_source(text: str) -> None:
    # When a text is normalised
    normalised = normalise(text)
    # Then every code point has an origin, in order, inside the source
    assert len(normalised.origin) == len(normalised.text)
    assert list(normalised.origin) == sorted(normalised.origin)
    assert all(0 <= at < len(text) for at in normalised.origin)


@given(messy)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once
