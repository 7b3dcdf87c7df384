"""Taking a removal back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InvalidTextError
from dragoman.restore import restore
from dragoman.text import Span
from worker.prepare import prepare_text

LINES = [
    "الرئيسية » الأخبار",
    "شارك على فيسبوك",
    "واشنطن – وكالات",
    "قال الوزير إن الاجتماع سيعقد غدا في العاصمة.",
    "أترك رد",
    "* * *",
]


def test_furniture_becomes_a_segment_in_its_place() -> None:
    # Given an article with a read-also line between two sentences
    line = "اقرأ أيضا: مقتل قيادي في غارة جوية"
    text = (
        f"أعلنت وزارة الخارجية موعد المؤتمر الدولي المقبل.\n\n{line}\n\nوأضافت أن الدعوات وجهت إلى جميع الدول الأعضاء."
    )
    segmented = prepare_text(text).segmented
    # When its removal is taken back
    restored = restore(segmented, segmented.furniture[0].span)
    # Then it is the second segment and no furniture is left
    assert [restored.source_of(s) for s in restored.segments][1] == line
    assert [s.n for s in restored.segments] == [1, 2, 3]
    assert restored.furniture == ()
    assert restored.text == segmented.text


def test_only_a_whole_removal_can_be_taken_back() -> None:
    segmented = prepare_text("قال الوزير إن الاجتماع سيعقد غدا في العاصمة.\n\nأترك رد").segmented
    with pytest.raises(InvalidTextError):
        restore(segmented, Span(0, 3))


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_every_removal_can_be_taken_back(lines: list[str]) -> None:
    segmented = prepare_text("\n".join([*lines, "وأكد الوزير أن الدعوات وجهت إلى الجميع."])).segmented
    for furniture in segmented.furniture:
        segmented = restore(segmented, furniture.span)
    assert segmented.furniture == ()
