"""Whatever is sent, nothing is lost, nothing is cut twice and nothing takes quadratic time."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import EmptyTextError
from worker.prepare import DEFAULT_LIMIT, normalise, prepare_html, prepare_text

MARKS = ".!?؟…؛،,:;\"'“”«»‹›()[]-–—|/\\*#@%&=+©\n\n\n\r\t  \u00a0\u200b\u200f\u202b\u202c\u2028\ufeffـًَّٰ"
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةکیپگےABCabc١٢٣0123۴۵۶ﻻﷲ"
WORDS = ["وقال", "اقرأ أيضا", "الرئيسية » الأخبار", "د.", "أ.د.", "01:27 ص", "/31/", "http://a.b/c.d", "..", ".,"]

unhurried = settings(deadline=None)
"""No example is judged by the clock; the ratio test at the end does that."""

messy = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(MARKS + LETTERS, max_size=12), st.text(max_size=8)), max_size=60
).map(" ".join)


@unhurried
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


@unhurried
@given(messy, st.integers(1, 40))
def test_no_segment_is_longer_than_the_limit(text: str, limit: int) -> None:
    with contextlib.suppress(EmptyTextError):
        assert all(len(s.span) <= limit for s in prepare_text(text, limit=limit).segmented.segments)


@unhurried
@given(messy)
def test_a_page_made_of_anything_is_tiled(text: str) -> None:
    with contextlib.suppress(EmptyTextError):
        assert prepare_html(f"<html><body><p>{text}</p></body></html>").segmented.segments


@unhurried
@given(messy)
def test_the_map_leads_from_every_normalised_code_point_to_its_source(text: str) -> None:
    # When a text is normalised
    normalised = normalise(text)
    # Then every code point has an origin, in order, inside the source
    assert len(normalised.origin) == len(normalised.text)
    assert list(normalised.origin) == sorted(normalised.origin)
    assert all(0 <= at < len(text) for at in normalised.origin)


@unhurried
@given(messy)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


ATTACKS = {
    "news": "وقال الوزير إن الاجتماع سيعقد غدا في واشنطن، وأضاف أن الدول الأعضاء ستشارك فيه. ",
    "news in lines": "وقال الوزير إن الاجتماع سيعقد غدا في واشنطن، وأضاف أن الدول الأعضاء ستشارك فيه.\n\n",
    "no stops": "وقال الوزير إن الاجتماع سيعقد غدا وأضاف أن الدول الأعضاء ستشارك فيه ",
    "one word": "ا",
    "words": "كلمة ",
    "dots": ". ",
    "ellipses": "كلمة أخرى هنا ... ",
    "quotes": '"كلمة" ',
    "open quotes": "«كلمة. ",
    "brackets": "(كلمة. ",
    "closing marks": ".))))",
    "lines": "كلمة\n",
    "teasers": "اقرأ أيضا\n",
    "labels": "كلمة واحدة\nعنوان من أربع كلمات\n",
    "spaces": "    ",
    "numbers": "1.5 ",
    "dates": "14/11/2019 الخميس ",
    "bars": "كلمة أخرى | ",
    "diacritics": "كَ",
    "tatweel": "ـ ",
}


PROSE = "\n\nوقال الوزير إن الاجتماع سيعقد غدا في واشنطن بمشاركة جميع الدول."
"""So that what comes before it is a head, with all the rules that look there."""


def seconds_for(text: str) -> float:
    """Processor time to prepare ``text``, the better of two tries."""
    tries: list[float] = []
    for _ in range(2):
        began = time.process_time()
        prepare_text("كلمة" + text + PROSE)
        tries.append(time.process_time() - began)
    return min(tries)


@pytest.mark.parametrize("unit", ATTACKS.values(), ids=ATTACKS.keys())
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    # Given a text and one four times as long
    short, long = unit * (40_000 // len(unit)), unit * (160_000 // len(unit))
    # When both are prepared
    ratio = seconds_for(long) / max(seconds_for(short), 0.002)
    # Then the longer takes about four times as long; a quadratic step would take sixteen times
    assert ratio < 9


@pytest.mark.parametrize("unit", ["كلمة. ", "،, ", "..", "ـ ", "كَ", "! "])
def test_normalising_takes_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        normalise(unit * (length // len(unit)))
        return time.process_time() - began

    assert seconds(200_000) / max(seconds(50_000), 0.002) < 9


@unhurried
@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_string_at_all_is_tiled(text: str) -> None:
    with contextlib.suppress(EmptyTextError):
        assert prepare_text(text).segmented.text == text


@unhurried
@given(st.text(alphabet="<>/=\"' pabdivscriptul&;#x0اب.\n", max_size=200))
def test_broken_markup_is_read_as_far_as_it_goes(page: str) -> None:
    with contextlib.suppress(EmptyTextError):
        assert prepare_html(page).segmented.segments


def test_lines_on_either_side_of_a_removed_one_are_not_joined() -> None:
    # Given a line of two marks that goes, between lines that would be one paragraph without it (found by the fuzzer)
    long = "ا" * 40
    text = f"٣ب{long}!٣»\nا1\nا؛؛؛{long}!٣»\n{long}%\n{long}\nا2\nا"
    # Then the text is tiled all the same
    assert prepare_text(text).segmented.text == text
