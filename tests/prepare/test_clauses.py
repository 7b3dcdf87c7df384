"""What no stop cuts is cut by its words, and every such cut says so."""

from dragoman.text import Boundary
from worker.prepare import DEFAULT_LIMIT, prepare_text

UNSTOPPED = (
    "أعلنت وزارة الخارجية الأميركية أن المؤتمر سيعقد الأسبوع المقبل في واشنطن بمشاركة 35 دولة "
    "وأضاف المتحدث باسم الوزارة أن الاجتماع سيبحث مصير المقاتلين الأجانب في شمال سوريا "
    "من جهته قال وزير الخارجية التركي إن بلاده لن تشارك في هذا الاجتماع "
    "وأكد مصدر دبلوماسي أن الدعوات وجهت إلى جميع الدول الأعضاء في التحالف"
)


def test_an_unstopped_run_is_cut_before_its_connectives_and_verbs_of_saying() -> None:
    # When a paragraph has no stop at all
    segmented = prepare_text(UNSTOPPED).segmented
    # Then its clauses become segments, each cut marked
    assert [segmented.source_of(s).split()[0] for s in segmented.segments] == ["أعلنت", "وأضاف", "من", "وأكد"]
    assert [s.boundary for s in segmented.segments] == [Boundary.CLAUSE] * 3 + [Boundary.END]


def test_with_stops_around_it_only_a_sure_cut_is_made() -> None:
    # Given a text with stops, one of them forgotten before "وأضاف"
    text = (
        "أعلنت وزارة الخارجية الأميركية أمس أن المؤتمر الدولي سيعقد الأسبوع المقبل في واشنطن بمشاركة 35 دولة "
        "وأضاف المتحدث باسم الوزارة في مؤتمر صحافي أن الاجتماع سيبحث مصير المقاتلين الأجانب. "
        "ورحبت بريطانيا وفرنسا بهذا الإعلان وقررتا إرسال وزيريهما إلى العاصمة الأميركية."
    )
    segmented = prepare_text(text).segmented
    # Then only the forgotten stop is mended, and "وقررتا" stays where it is
    assert [s.boundary for s in segmented.segments] == [Boundary.CLAUSE, Boundary.STOP, Boundary.STOP]


def test_a_sentence_over_the_limit_is_cut_at_a_comma_near_it() -> None:
    clause = "والتقى الوفد رئيس الحكومة في مقره الرسمي بالعاصمة"
    text = "وصل الوفد إلى المدينة أمس، " + "، ".join([clause] * 20) + "."
    segmented = prepare_text(text).segmented
    assert all(len(s.span) <= DEFAULT_LIMIT for s in segmented.segments)
    assert {s.boundary for s in segmented.segments[:-1]} == {Boundary.CLAUSE}
    assert all(segmented.source_of(s).endswith("،") for s in segmented.segments[:-1])


def test_with_no_mark_near_the_limit_a_word_is_where_it_is_cut() -> None:
    segmented = prepare_text("كلمة " * 300, limit=100).segmented
    assert {s.boundary for s in segmented.segments[:-1]} <= {Boundary.LENGTH, Boundary.CLAUSE}
    assert all(segmented.source_of(s).split()[-1] == "كلمة" for s in segmented.segments)


def test_a_word_longer_than_the_limit_is_cut_through() -> None:
    segmented = prepare_text("ا" * 250, limit=100).segmented
    assert [len(s.span) for s in segmented.segments] == [100, 100, 50]
