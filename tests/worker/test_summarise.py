"""The extractive summary picks, cites and does not pad."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.summary import SummaryKind
from dragoman.text import Segment, SegmentedText, SegmentKind, Span
from dragoman.translation import Flag, Translation
from worker.summarise.extractive import extract
from worker.summarise.select import Sentence, select

ARTICLE = [
    "أعلنت وزارة الصحة في الأردن تسجيل 120 إصابة جديدة بفيروس كورونا في محافظات المملكة.",
    "وقالت الوزارة إن الإصابات الجديدة بفيروس كورونا سجلت في محافظات عمان وإربد والزرقاء.",
    "وقال طبيب إنه أمضى الليل كله.",
    "ودعت الوزارة سكان المحافظات إلى تلقي اللقاح ضد فيروس كورونا في أقرب مركز صحي.",
    "نعم.",
    "وسجلت المملكة أول إصابة بفيروس كورونا في آذار 2020، بحسب وزارة الصحة.",
]


def cut(sentences: list[str], kind: SegmentKind = SegmentKind.SENTENCE) -> SegmentedText:
    segments: list[Segment] = []
    at = 0
    for n, sentence in enumerate(sentences, 1):
        segments.append(Segment(n, Span(at, at + len(sentence)), kind))
        at += len(sentence) + 1
    return SegmentedText("\n".join(sentences), tuple(segments))


def english(count: int, **flags: str) -> list[Translation]:
    return [
        Translation(n, f"Sentence {n}.", -0.1, "s", (Flag(flags[f"n{n}"]),) if f"n{n}" in flags else ())
        for n in range(1, count + 1)
    ]


def test_every_summary_sentence_is_its_evidence_in_both_languages() -> None:
    segmented = cut(ARTICLE)
    summary = extract(segmented, english(6), None, 3)
    assert summary.kind is SummaryKind.EXTRACTIVE
    assert len(summary.target) == 3
    for target, source in zip(summary.target, summary.source, strict=True):
        (n,) = target.evidence
        assert source.evidence == (n,)
        assert (target.text, source.text) == (f"Sentence {n}.", ARTICLE[n - 1])
        assert not target.rewritten


def test_the_lead_that_carries_the_story_is_chosen_and_scraps_are_not() -> None:
    chosen = select([Sentence(n, t) for n, t in enumerate(ARTICLE, 1)], None, 3)
    assert 1 in chosen
    assert not {3, 5} & set(chosen)


def test_the_same_sentence_twice_is_said_once() -> None:
    twice = [ARTICLE[0], ARTICLE[0], ARTICLE[3], ARTICLE[5]]
    assert not {1, 2} <= set(select([Sentence(n, t) for n, t in enumerate(twice, 1)], None, 2))


def test_a_sentence_with_broken_english_is_not_chosen() -> None:
    summary = extract(cut(ARTICLE), english(6, n1="repetition"), None, 3)
    assert all(s.evidence != (1,) for s in summary.target)


def test_flags_of_a_chosen_sentence_travel_with_it() -> None:
    summary = extract(cut(ARTICLE), english(6, n1="numbers"), None, 3)
    assert [f.check for s in summary.target if s.evidence == (1,) for f in s.flags] == ["numbers"]


def test_a_short_article_is_not_padded() -> None:
    assert len(extract(cut(ARTICLE[:2]), english(2), None, 5).target) == 1


def test_an_article_of_headings_only_still_gets_a_summary() -> None:
    assert len(extract(cut(ARTICLE, SegmentKind.HEADING), english(6), None, 2).target) == 2


def test_an_article_without_usable_english_gets_an_empty_summary() -> None:
    broken = [Translation(n, "", None, "s", (Flag("empty"),)) for n in range(1, 7)]
    assert extract(cut(ARTICLE), broken, None, 3).target == ()


@given(st.lists(st.sampled_from([*ARTICLE, "؟", "2020", ""]), max_size=30), st.integers(1, 10))
def test_any_article_gets_distinct_sentences_in_reading_order(texts: list[str], count: int) -> None:
    chosen = select([Sentence(n, t) for n, t in enumerate(texts, 1)], "كورونا في الأردن", count)
    assert chosen == sorted(set(chosen))
    assert len(chosen) <= count
    assert bool(chosen) == bool(texts)
