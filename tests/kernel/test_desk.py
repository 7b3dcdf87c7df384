"""Corrections: the machine's version stays underneath, editors do not overwrite each other, and the memory learns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.article import Metadata, Submission
from dragoman.errors import EditConflictError, InvalidInputError, NotFoundError
from dragoman.job import Job, Stage
from dragoman.memory import MAX_CORRECTION, memory_key
from dragoman.store import ArticleQuery, Store
from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.text import Furniture, Segment, SegmentedText, SegmentKind, Span
from dragoman.translation import TITLE_N, Flag, Translation

TEXT = "شارك\nعنوان\nقالَ الوزير. نعم."
CUT = SegmentedText(
    TEXT,
    (Segment(1, Span(5, 10), SegmentKind.TITLE), Segment(2, Span(11, 23)), Segment(3, Span(24, 28))),
    (Furniture(Span(0, 4), "share-button"),),
)


def translated(store: Store, title: str | None = None) -> Job:
    job = store.intake.submit(Submission(text=TEXT, title=title), fresh=True).job
    job = store.workbench.claim(job.id, Stage.PREPARE) or job
    store.workbench.save_prepared(job, CUT, Metadata())
    store.workbench.advance(job, 0.1)
    job = store.workbench.claim(job.id, Stage.TRANSLATE) or job
    numbers = [TITLE_N, 1, 2, 3] if title else [1, 2, 3]
    flags = (Flag("numbers", {"missing": ["3"]}),)
    store.workbench.save_translations(job, [Translation(n, f"Machine {n}", -0.5, "engine", flags) for n in numbers])
    store.workbench.advance(job, 0.1)
    job = store.workbench.claim(job.id, Stage.SUMMARISE) or job
    target = (SummarySentence("Machine 2", (2,), flags=flags), SummarySentence("Rewritten", (2,), rewritten=True))
    source = (SummarySentence("قال", (2,)), SummarySentence("قال", (2,)))
    store.workbench.save_summary(job, Summary(SummaryKind.EXTRACTIVE, target, source, "s"))
    return store.workbench.advance(job, 0.1)


def segment(store: Store, job: Job, n: int) -> dict[str, object]:
    return next(s for s in store.library.aligned(job.article_id).to_dict()["segments"] if s["n"] == n)


def test_a_correction_takes_the_machines_place_and_keeps_it(store: Store) -> None:
    job = translated(store)
    made = store.desk.correct(job.article_id, 2, "  The minister\n spoke. ", author="r.haddad", seen_version=0)
    found = segment(store, job, 2)
    assert found["target"]["text"] == "The minister spoke."
    assert (found["flags"], found["score"], found["signature"]) == ([], None, "human")
    assert found["correction"]["machine"] == "Machine 2"
    assert (found["correction"]["author"], found["correction"]["version"]) == ("r.haddad", made.version)


def test_an_undone_correction_brings_the_machines_version_back_with_its_flags(store: Store) -> None:
    job = translated(store)
    store.desk.correct(job.article_id, 2, "The minister spoke.", author="a", seen_version=0)
    store.desk.undo(job.article_id, 2, author="b", seen_version=1)
    found = segment(store, job, 2)
    assert (found["target"]["text"], found["signature"]) == ("Machine 2", "engine")
    assert found["flags"]
    assert found["correction"]["undone"]
    assert [(c.version, c.text, c.author) for c in store.library.corrections(job.article_id, 2)] == [
        (1, "The minister spoke.", "a"),
        (2, None, "b"),
    ]


def test_an_editor_who_looked_at_an_older_version_is_told_the_present_one(store: Store) -> None:
    job = translated(store)
    store.desk.correct(job.article_id, 2, "First.", author="a", seen_version=0)
    with pytest.raises(EditConflictError) as caught:
        store.desk.correct(job.article_id, 2, "Second.", author="b", seen_version=0)
    assert caught.value.version == 1
    assert segment(store, job, 2)["target"]["text"] == "First."


@pytest.mark.parametrize("text", ["", "  \n ", "a" * (MAX_CORRECTION + 1)])
def test_an_empty_or_endless_correction_is_refused(store: Store, text: str) -> None:
    job = translated(store)
    with pytest.raises(InvalidInputError):
        store.desk.correct(job.article_id, 2, text, author="a", seen_version=0)


def test_only_what_is_translated_can_be_corrected(store: Store) -> None:
    job = translated(store)
    with pytest.raises(NotFoundError):
        store.desk.correct(job.article_id, 9, "Text.", author="a", seen_version=0)
    with pytest.raises(NotFoundError):
        store.desk.correct("nothing", 1, "Text.", author="a", seen_version=0)
    with pytest.raises(NotFoundError):
        store.desk.undo(job.article_id, 2, author="a", seen_version=0)


def test_a_summary_sentence_that_is_a_line_follows_its_correction_and_a_rewritten_one_does_not(store: Store) -> None:
    job = translated(store)
    store.desk.correct(job.article_id, 2, "The minister spoke.", author="a", seen_version=0)
    summary = store.library.aligned(job.article_id).to_dict()["summary"]
    assert [s["text"] for s in summary] == ["The minister spoke.", "Rewritten"]
    assert summary[0]["flags"] == []


def test_corrected_titles_are_listed_and_corrections_are_found(store: Store) -> None:
    job = translated(store, title="عنوان آخر")
    store.desk.correct(job.article_id, TITLE_N, "A better headline", author="a", seen_version=0)
    (item,) = store.library.list_articles(ArticleQuery(search="better")).items
    assert item.title_target == "A better headline"
    assert store.library.aligned(job.article_id).to_dict()["target"]["title"] == "A better headline"
    store.desk.undo(job.article_id, TITLE_N, author="a", seen_version=1)
    assert store.library.list_articles(ArticleQuery()).items[0].title_target == "Machine 0"


def test_corrections_follow_their_segments_when_a_removal_is_taken_back(store: Store) -> None:
    job = translated(store)
    store.desk.correct(job.article_id, 2, "The minister spoke.", author="a", seen_version=0)
    store.intake.restore_furniture(job.article_id, Span(0, 4))
    assert segment(store, job, 3)["target"]["text"] == "The minister spoke."


class TestRemembering:
    def test_the_same_sentence_is_remembered_whatever_its_marks(self, store: Store) -> None:
        job = translated(store)
        store.desk.correct(job.article_id, 2, "The minister spoke.", author="a", seen_version=0)
        key = memory_key("قال  الوزير.")
        assert store.library.remembered([key, memory_key("نعم.")])[key].text == "The minister spoke."
        assert len(store.library.remembered([key, memory_key("نعم.")])) == 1

    def test_the_latest_correction_counts_and_an_undone_one_is_forgotten(self, store: Store) -> None:
        job = translated(store)
        key = memory_key("قال الوزير.")
        store.desk.correct(job.article_id, 2, "First.", author="a", seen_version=0)
        store.desk.correct(job.article_id, 2, "Second.", author="b", seen_version=1)
        assert store.library.remembered([key])[key].text == "Second."
        store.desk.undo(job.article_id, 2, author="b", seen_version=2)
        assert store.library.remembered([key]) == {}

    @given(st.text(max_size=60))
    def test_a_key_is_its_own_key(self, text: str) -> None:
        assert memory_key(memory_key(text)) == memory_key(text)

    @pytest.mark.parametrize(("one", "other"), [("35 قتيلا", "36 قتيلا"), ("لم يحضر", "لن يحضر"), ("قال.", "قال؟")])
    def test_another_number_word_or_mark_is_another_sentence(self, one: str, other: str) -> None:
        assert memory_key(one) != memory_key(other)
