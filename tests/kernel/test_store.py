"""One contract, held by SQLite and by PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from dragoman.article import ArticleOptions, Metadata, Submission
from dragoman.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    LeaseLostError,
    NotFoundError,
    StoreUnavailableError,
)
from dragoman.job import MAX_ATTEMPTS, Failure, Job, JobState, Stage
from dragoman.store import ArticleQuery, Store
from dragoman.store import workbench as workbench_module
from dragoman.store.schema import metadata
from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.text import Furniture, Segment, SegmentedText, SegmentKind, Span
from dragoman.translation import TITLE_N, Flag, Translation

TEXT = "عنوان\nقال الوزير. نعم.\nشارك"
CUT = SegmentedText(
    TEXT,
    (Segment(1, Span(0, 5), SegmentKind.TITLE), Segment(2, Span(6, 17)), Segment(3, Span(18, 22))),
    (Furniture(Span(23, 27), "share-button"),),
)


def submit(store: Store, **fields: object) -> Job:
    return store.intake.submit(Submission(**{"text": TEXT} | fields), fresh=True).job  # type: ignore[arg-type]


def prepared(store: Store, **fields: object) -> Job:
    """A job claimed for translation."""
    job = store.workbench.claim(submit(store, **fields).id, Stage.PREPARE)
    assert job is not None
    store.workbench.save_prepared(job, CUT, Metadata({"byline": {"value": "وكالات", "start": 0, "end": 5}}))
    store.workbench.advance(job, 0.1)
    claimed = store.workbench.claim(job.id, Stage.TRANSLATE)
    assert claimed is not None
    return claimed


class TestSubmitting:
    def test_the_same_payload_again_is_answered_by_the_first_job(self, store: Store) -> None:
        first = store.intake.submit(Submission(text=TEXT))
        again = store.intake.submit(Submission(text=TEXT))
        assert first.created
        assert (again.created, again.job.id) == (False, first.job.id)

    def test_priority_changes_when_not_what(self, store: Store) -> None:
        first = store.intake.submit(Submission(text=TEXT))
        again = store.intake.submit(Submission(text=TEXT, options=ArticleOptions(priority=9)))
        assert again.job.id == first.job.id

    def test_another_source_is_another_article(self, store: Store) -> None:
        first = store.intake.submit(Submission(text=TEXT, url="https://a.example/1"))
        other = store.intake.submit(Submission(text=TEXT, url="https://b.example/1"))
        assert other.job.article_id != first.job.article_id

    def test_fresh_starts_anew(self, store: Store) -> None:
        first = store.intake.submit(Submission(text=TEXT))
        assert store.intake.submit(Submission(text=TEXT), fresh=True).job.id != first.job.id

    def test_a_failed_job_does_not_answer_for_its_payload(self, store: Store) -> None:
        first = store.intake.submit(Submission(text=TEXT)).job
        store.intake.cancel(first.id)
        assert store.intake.submit(Submission(text=TEXT)).created

    def test_a_key_used_again_returns_its_job_even_when_cancelled(self, store: Store) -> None:
        first = store.intake.submit(Submission(text=TEXT), idempotency_key="k").job
        store.intake.cancel(first.id)
        again = store.intake.submit(Submission(text=TEXT), idempotency_key="k")
        assert (again.created, again.job.id) == (False, first.id)

    def test_a_key_used_with_another_payload_is_a_conflict_and_stores_nothing(self, store: Store) -> None:
        store.intake.submit(Submission(text=TEXT), idempotency_key="k")
        with pytest.raises(IdempotencyConflictError):
            store.intake.submit(Submission(text="نص آخر."), idempotency_key="k")
        assert sum(store.library.counts().values()) == 1

    @pytest.mark.parametrize("key", [None, "k"])
    def test_ten_at_the_same_moment_make_one_job(self, store: Store, key: str | None) -> None:
        barrier = threading.Barrier(10)

        def one(_: int) -> str:
            barrier.wait()
            return store.intake.submit(Submission(text=TEXT), idempotency_key=key).job.id

        with ThreadPoolExecutor(10) as pool:
            assert len(set(pool.map(one, range(10)))) == 1


class TestWorking:
    def test_one_of_two_claims_wins(self, store: Store) -> None:
        job = submit(store)
        assert store.workbench.claim(job.id, Stage.PREPARE) is not None
        assert store.workbench.claim(job.id, Stage.PREPARE) is None

    def test_ten_claims_at_the_same_moment_have_one_winner(self, store: Store) -> None:
        job, barrier = submit(store), threading.Barrier(10)

        def one(_: int) -> Job | None:
            barrier.wait()
            return store.workbench.claim(job.id, Stage.PREPARE)

        with ThreadPoolExecutor(10) as pool:
            assert sum(c is not None for c in pool.map(one, range(10))) == 1

    def test_a_message_for_another_stage_or_no_job_does_nothing(self, store: Store) -> None:
        assert store.workbench.claim(submit(store).id, Stage.TRANSLATE) is None
        assert store.workbench.claim("nothing", Stage.PREPARE) is None

    def test_what_is_saved_is_what_is_read(self, store: Store) -> None:
        job = prepared(store, outlet="الوطن")
        store.workbench.save_translations(job, [Translation(1, "A title", -0.5, "sig")])
        store.workbench.save_translations(
            job,
            [Translation(2, "The minister said.", -0.2, "sig", (Flag("numbers", {"missing": ["3"]}),))],
        )
        aligned = store.library.aligned(job.article_id).to_dict()
        assert aligned["source"]["text"] == TEXT
        assert aligned["source"]["outlet"] == "الوطن"
        assert aligned["source"]["metadata"] == {"byline": {"value": "وكالات", "start": 0, "end": 5}}
        assert aligned["target"]["title"] == "A title"
        assert aligned["target"]["text"] == "A title\nThe minister said."
        assert aligned["segments"][1]["flags"] == [{"check": "numbers", "missing": ["3"]}]
        assert aligned["furniture"] == [{"start": 23, "end": 27, "rule": "share-button"}]
        assert (store.library.job(job.id).done, store.library.job(job.id).total) == (2, 3)

    def test_a_title_beside_the_text_counts_as_one_more(self, store: Store) -> None:
        job = prepared(store, title="عنوان آخر")
        work = store.library.work_on(job.article_id)
        assert work.title_n == TITLE_N
        assert store.library.job(job.id).total == 4

    def test_a_summary_is_kept_in_both_languages(self, store: Store) -> None:
        job = prepared(store)
        store.workbench.save_translations(job, [Translation(2, "The minister said.", None, "sig")])
        summary = Summary(
            SummaryKind.EXTRACTIVE,
            (SummarySentence("The minister said.", (2,), flags=(Flag("x", {"n": 1}),)),),
            (SummarySentence("قال الوزير.", (2,)),),
            "sig",
        )
        store.workbench.save_summary(job, summary)
        assert store.library.aligned(job.article_id).summary == summary

    def test_preparing_again_replaces_the_first_cut(self, store: Store) -> None:
        job = store.workbench.claim(submit(store).id, Stage.PREPARE)
        assert job is not None
        store.workbench.save_prepared(job, CUT, Metadata())
        shorter = SegmentedText(TEXT, (Segment(1, Span(0, len(TEXT))),))
        store.workbench.save_prepared(job, shorter, Metadata())
        assert store.library.work_on(job.article_id).segmented == shorter

    def test_a_cancelled_job_refuses_its_workers_next_write(self, store: Store) -> None:
        job = prepared(store)
        store.intake.cancel(job.id)
        with pytest.raises(LeaseLostError):
            store.workbench.save_translations(job, [Translation(1, "A title", None, "sig")])
        assert store.library.work_on(job.article_id).translations == ()

    def test_a_worker_whose_lease_ran_out_is_fenced_off_by_the_next(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workbench_module, "LEASE", timedelta(seconds=-1))
        slow = prepared(store)
        quick = store.workbench.claim(slow.id, Stage.TRANSLATE)
        assert quick is not None
        store.workbench.save_translations(quick, [Translation(1, "Right", None, "sig")])
        with pytest.raises(LeaseLostError):
            store.workbench.save_translations(slow, [Translation(1, "Wrong", None, "sig")])
        assert [t.text for t in store.library.work_on(slow.article_id).translations] == ["Right"]

    def test_a_job_whose_workers_keep_dying_fails_with_that_reason(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workbench_module, "LEASE", timedelta(seconds=-1))
        job = submit(store)
        for _ in range(MAX_ATTEMPTS):
            assert store.workbench.claim(job.id, Stage.PREPARE) is not None
            store.workbench.expire()
        failed = store.library.job(job.id)
        assert failed.state is JobState.FAILED
        assert failed.failure is not None
        assert failed.failure.code == "worker-lost"

    def test_waiting_jobs_are_found_urgent_first(self, store: Store) -> None:
        slow = submit(store, options=ArticleOptions(priority=1))
        urgent = submit(store, options=ArticleOptions(priority=9))
        later = datetime.now(UTC) + timedelta(seconds=1)
        found = store.workbench.waiting(Stage.PREPARE, enqueued_before=later)
        assert [j.id for j in found] == [urgent.id, slow.id]
        assert store.workbench.waiting(Stage.PREPARE, enqueued_before=later - timedelta(minutes=1)) == []


class TestCancelling:
    def test_cancelling_twice_is_the_same_as_once(self, store: Store) -> None:
        job = submit(store)
        assert store.intake.cancel(job.id) == store.intake.cancel(job.id)

    def test_a_finished_job_cannot_be_cancelled(self, store: Store) -> None:
        job = prepared(store)
        store.workbench.fail(job, Failure("engine", "broken"))
        with pytest.raises(IllegalTransitionError):
            store.intake.cancel(job.id)

    def test_an_unknown_job_is_not_found(self, store: Store) -> None:
        with pytest.raises(NotFoundError):
            store.intake.cancel("nothing")


class TestTakingARemovalBack:
    def finished(self, store: Store) -> Job:
        job = prepared(store, title="عنوان آخر")
        store.workbench.save_translations(
            job, [Translation(n, f"English {n}", None, "sig") for n in (TITLE_N, 1, 2, 3)]
        )
        job = store.workbench.advance(job, 0.1)
        job = store.workbench.claim(job.id, Stage.SUMMARISE) or job
        return store.workbench.advance(job, 0.1)

    def test_the_furniture_becomes_a_segment_and_only_that_is_translated(self, store: Store) -> None:
        job = self.finished(store)
        reopened = store.intake.restore_furniture(job.article_id, Span(23, 27))
        assert (reopened.state, reopened.stage) == (JobState.QUEUED, Stage.TRANSLATE)
        assert (reopened.done, reopened.total) == (4, 5)
        work = store.library.work_on(job.article_id)
        assert [s.n for s in work.segmented.segments] == [1, 2, 3, 4]
        assert work.segmented.furniture == ()
        assert [t.n for t in work.translations] == [TITLE_N, 1, 2, 3]

    def test_translations_follow_their_segments(self, store: Store) -> None:
        job = store.workbench.claim(submit(store).id, Stage.PREPARE)
        assert job is not None
        cut = SegmentedText(
            TEXT,
            (Segment(1, Span(6, 17)), Segment(2, Span(18, 22))),
            (Furniture(Span(0, 5), "breadcrumbs"), Furniture(Span(23, 27), "share-button")),
        )
        store.workbench.save_prepared(job, cut, Metadata())
        store.workbench.advance(job, 0.1)
        job = store.workbench.claim(job.id, Stage.TRANSLATE)
        assert job is not None
        store.workbench.save_translations(
            job, [Translation(1, "He said.", None, "s"), Translation(2, "Yes.", None, "s")]
        )
        store.workbench.fail(job, Failure("engine", "broken"))
        store.intake.restore_furniture(job.article_id, Span(0, 5))
        document = store.library.aligned(job.article_id).to_dict()
        assert [(s["n"], s["target"]["text"]) for s in document["segments"]] == [(1, ""), (2, "He said."), (3, "Yes.")]

    def test_no_such_furniture_changes_nothing(self, store: Store) -> None:
        job = self.finished(store)
        with pytest.raises(NotFoundError):
            store.intake.restore_furniture(job.article_id, Span(0, 5))
        assert store.library.job(job.id).state is JobState.SUCCEEDED

    def test_an_article_in_work_is_left_alone(self, store: Store) -> None:
        job = prepared(store)
        with pytest.raises(IllegalTransitionError):
            store.intake.restore_furniture(job.article_id, Span(23, 27))
        assert len(store.library.work_on(job.article_id).segmented.furniture) == 1


class TestReading:
    def test_events_tell_the_whole_life_without_holes(self, store: Store) -> None:
        job = prepared(store)
        store.workbench.save_translations(job, [Translation(1, "A title", None, "sig")])
        store.intake.cancel(job.id)
        events = store.library.events(job.id)
        assert [e.seq for e in events] == list(range(1, len(events) + 1))
        assert [e.kind for e in events] == [
            *("queued", "started", "progress", "queued", "started", "progress", "cancelled")
        ]
        assert store.library.events(job.id, after=5) == events[5:]

    def test_pages_cover_every_article_once_newest_first(self, store: Store) -> None:
        made = [submit(store).article_id for _ in range(7)]
        seen: list[str] = []
        cursor = None
        while True:
            page = store.library.list_articles(ArticleQuery(before_id=cursor, limit=3))
            seen += [i.article_id for i in page.items]
            cursor = page.next_before_id
            if cursor is None:
                break
        assert sorted(seen, reverse=True) == seen
        assert set(seen) == set(made)

    def test_search_finds_either_language_as_a_reader_would_type_it(self, store: Store) -> None:
        job = prepared(store)
        store.workbench.save_translations(job, [Translation(2, "The Minister said 100%.", None, "sig")])
        submit(store, text="الأردن يعلن.")

        def found(search: str) -> list[str]:
            page = store.library.list_articles(ArticleQuery(search=search))
            return [i.article_id for i in page.items]

        assert found("minister قال") == [job.article_id]
        assert len(found("الاردن")) == 1
        assert found("100%") == [job.article_id]
        assert found("1%0") == []

    def test_filters_are_joined_by_and(self, store: Store) -> None:
        submit(store, outlet="أ")
        wanted = submit(store, outlet="ب", external_id="7")
        page = store.library.list_articles(ArticleQuery(outlet="ب", external_id="7", state=JobState.QUEUED))
        assert [i.article_id for i in page.items] == [wanted.article_id]
        nothing = ArticleQuery(outlet="ب", until=datetime(2020, 1, 1, tzinfo=UTC))
        assert store.library.list_articles(nothing).items == ()

    def test_the_list_shows_titles_and_how_many_lines_are_flagged(self, store: Store) -> None:
        job = prepared(store)
        store.workbench.save_translations(
            job, [Translation(1, "A title", None, "s"), Translation(2, "", None, "s", (Flag("empty"),))]
        )
        (item,) = store.library.list_articles(ArticleQuery()).items
        assert (item.title, item.title_target, item.flagged) == ("عنوان", "A title", 1)

    def test_html_is_kept_as_submitted(self, store: Store) -> None:
        job = store.intake.submit(Submission(html="<p>قال.</p>")).job
        article = store.library.article(job.article_id)
        assert (article.submission.html, article.text) == ("<p>قال.</p>", None)


class TestSchema:
    @pytest.mark.usefixtures("store")
    def test_migrations_build_exactly_the_tables_in_the_code(self, store_url: str) -> None:
        engine = create_engine(store_url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = compare_metadata(context, metadata)
        engine.dispose()
        assert differences == []

    def test_migrating_again_changes_nothing(self, store: Store) -> None:
        job = submit(store)
        store.migrate()
        store.require_current()
        assert store.library.job(job.id).id == job.id

    def test_a_database_without_tables_is_named_as_such(self, tmp_path: Path) -> None:
        store = Store.open(f"sqlite:///{tmp_path / 'new.db'}")
        with pytest.raises(StoreUnavailableError, match="dragoman migrate"):
            store.require_current()
        store.close()

    def test_a_database_that_is_away_is_told_in_a_sentence(self) -> None:
        store = Store.open("postgresql://nobody@127.0.0.1:1/none")
        with pytest.raises(StoreUnavailableError, match="does not answer"):
            store.ping()
        store.close()

    @pytest.mark.parametrize("url", ["not a url", "mysql://x/y"])
    def test_a_url_that_cannot_be_used_says_what_would_do(self, url: str) -> None:
        with pytest.raises(StoreUnavailableError):
            Store.open(url)
