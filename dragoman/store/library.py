"""Reading: jobs, events, articles and the list of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, Select, func, select

from dragoman.aligned import AlignedArticle, align
from dragoman.article import Article
from dragoman.errors import NotFoundError
from dragoman.job import Job, JobState
from dragoman.memory import Correction, Remembered
from dragoman.search import fold
from dragoman.store import schema
from dragoman.store.engine import reading
from dragoman.store.rows import (
    correction_from,
    job_from,
    load_article,
    load_corrections,
    load_memory,
    load_segmented,
    summary_from,
    translation_from,
)
from dragoman.summary import Summary
from dragoman.text import SegmentedText
from dragoman.translation import JsonValue, Translation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a job. ``seq`` counts from 1 within the job, without holes."""

    seq: int
    at: datetime
    kind: str
    data: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Filters are joined by "and". ``before_id`` is the cursor: the last id of the page before."""

    state: JobState | None = None
    outlet: str | None = None
    external_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None
    before_id: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker needs to go on with a prepared article; ``title_n`` is the number of the title's translation."""

    article: Article
    segmented: SegmentedText
    translations: tuple[Translation, ...]
    title_n: int | None


@dataclass(frozen=True, slots=True)
class ArticleListing:
    """One line of the list. Moments and titles as the article has them; ``flagged`` counts segments with flags."""

    article_id: str
    job: Job
    created_at: datetime
    title: str | None
    title_target: str | None
    outlet: str | None
    url: str | None
    published_at: datetime | None
    external_id: str | None
    flagged: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    next_before_id: str | None


class Library:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def job(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        with reading(self._engine) as connection:
            row = connection.execute(select(schema.jobs).where(schema.jobs.c.id == job_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no job {job_id}")
        return job_from(row)

    def events(self, job_id: str, after: int = 0) -> tuple[Event, ...]:
        """The job's events with a number above ``after``, in order; none for an unknown job."""
        table = schema.events
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(table).where(table.c.job_id == job_id, table.c.seq > after).order_by(table.c.seq)
            ).all()
        return tuple(Event(r.seq, r.at, r.kind, r.data) for r in rows)

    def article(self, article_id: str) -> Article:
        """Raises NotFoundError."""
        with reading(self._engine) as connection:
            return load_article(connection, article_id)

    def work_on(self, article_id: str) -> Work:
        """A prepared article with what is translated of it so far. Raises NotFoundError when it is not prepared."""
        articles = schema.articles
        with reading(self._engine) as connection:
            article = load_article(connection, article_id)
            segmented = load_segmented(connection, article)
            if segmented is None:
                raise NotFoundError(f"article {article_id} is not prepared")
            title_n = connection.execute(select(articles.c.title_n).where(articles.c.id == article_id)).scalar_one()
            return Work(article, segmented, _translations(connection, article_id), title_n)

    def aligned(self, article_id: str) -> AlignedArticle:
        """The article with everything derived from it so far. Raises NotFoundError."""
        jobs, summaries = schema.jobs, schema.summaries
        with reading(self._engine) as connection:
            # The job first: what it says is done was committed before, so it is there to be read after.
            row = connection.execute(select(jobs).where(jobs.c.article_id == article_id)).one_or_none()
            article = load_article(connection, article_id)
            if row is None:
                raise NotFoundError(f"there is no article {article_id}")
            job = job_from(row)
            segmented = load_segmented(connection, article)
            translations = _translations(connection, article_id)
            corrections = load_corrections(connection, article_id)
            found = connection.execute(select(summaries).where(summaries.c.article_id == article_id)).one_or_none()
        summary = summary_from(found) if found else None
        provenance = _provenance(job, translations, summary)
        return align(article, job, segmented, translations, summary, provenance, corrections)

    def corrections(self, article_id: str, n: int) -> tuple[Correction, ...]:
        """Every version of a segment that people made, oldest first."""
        table = schema.corrections
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(table).where(table.c.article_id == article_id, table.c.n == n).order_by(table.c.version)
            ).all()
        return tuple(correction_from(r) for r in rows)

    def remembered(self, keys: Iterable[str]) -> Mapping[str, Remembered]:
        """What people made of the sentences with these keys (``dragoman.memory.memory_key``), as far as they did."""
        with reading(self._engine) as connection:
            return load_memory(connection, keys)

    def list_articles(self, query: ArticleQuery) -> Page[ArticleListing]:
        """One page, newest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(_listing(query)).all()
        page = rows[: query.limit]
        items = tuple(
            ArticleListing(
                article_id=r.article_id,
                job=job_from(r),
                created_at=r.created_at,
                title=r.title,
                title_target=r.title_target or None,
                outlet=r.outlet,
                url=r.url,
                published_at=r.published_at,
                external_id=r.external_id,
                flagged=r.flagged,
            )
            for r in page
        )
        return Page(items, page[-1].article_id if len(rows) > query.limit else None)

    def counts(self) -> Mapping[JobState, int]:
        """How many jobs are in each state; states without jobs are there with 0."""
        jobs = schema.jobs
        with reading(self._engine) as connection:
            rows = connection.execute(select(jobs.c.state, func.count()).group_by(jobs.c.state)).all()
        found = {JobState(state): number for state, number in rows}
        return {state: found.get(state, 0) for state in JobState}


def _translations(connection: Connection, article_id: str) -> tuple[Translation, ...]:
    table = schema.translations
    rows = connection.execute(select(table).where(table.c.article_id == article_id).order_by(table.c.n)).all()
    return tuple(translation_from(r) for r in rows)


def _provenance(job: Job, translations: tuple[Translation, ...], summary: Summary | None) -> dict[str, JsonValue]:
    return {
        "translators": sorted({t.signature for t in translations}),
        "summariser": summary.signature if summary else None,
        "summary_kind": summary.kind.value if summary else None,
        "seconds": dict(job.timings),
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
    }


def _listing(query: ArticleQuery) -> Select[Any]:
    articles, jobs = schema.articles, schema.jobs
    listing = (
        select(
            jobs,
            articles.c.title,
            articles.c.title_target,
            articles.c.outlet,
            articles.c.url,
            articles.c.published_at,
            articles.c.external_id,
            articles.c.flagged,
        )
        .join(articles, articles.c.id == jobs.c.article_id)
        .order_by(jobs.c.article_id.desc())
        .limit(query.limit + 1)
    )
    if query.before_id is not None:
        listing = listing.where(jobs.c.article_id < query.before_id)
    if query.state is not None:
        listing = listing.where(jobs.c.state == query.state.value)
    if query.outlet is not None:
        listing = listing.where(articles.c.outlet == query.outlet)
    if query.external_id is not None:
        listing = listing.where(articles.c.external_id == query.external_id)
    if query.since is not None:
        listing = listing.where(jobs.c.created_at >= query.since)
    if query.until is not None:
        listing = listing.where(jobs.c.created_at < query.until)
    for word in fold(query.search or "").split():
        listing = listing.where(articles.c.search_text.contains(word, autoescape=True))
    return listing
