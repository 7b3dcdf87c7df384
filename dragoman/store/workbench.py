"""A worker's side of the store: claim, save piece by piece under a fence, hand on.

Every write names the claim it was made under; once the job was claimed again or cancelled, LeaseLostError is raised
and nothing is written.
"""

from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from dragoman.article import Metadata
from dragoman.errors import IllegalTransitionError, LeaseLostError, NotFoundError
from dragoman.job import MAX_ATTEMPTS, Failure, Job, JobState, Stage, advance, claim, fail, give_back, release
from dragoman.search import fold
from dragoman.store import schema
from dragoman.store.engine import reading, writing
from dragoman.store.rows import (
    furniture_rows,
    job_from,
    lock_job,
    save_job,
    segment_rows,
    summary_row,
    translation_row,
)
from dragoman.summary import Summary
from dragoman.text import SegmentedText, SegmentKind
from dragoman.translation import TITLE_N, Translation

LEASE = timedelta(seconds=20)
"""How long a claim holds without being renewed; the keeper renews it every quarter of that."""

_LOST = Failure("worker-lost", f"the worker died or hung {MAX_ATTEMPTS} times at this stage")


class Workbench:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, job_id: str, stage: Stage) -> Job | None:
        """Take the job for one attempt at ``stage``.

        ``None`` when there is nothing to do: the message was a duplicate, or came after a cancellation, or the
        job's last attempt was lost and it has now failed. A message is only a hint; the store decides.
        """
        now = datetime.now(UTC)
        with writing(self._engine) as connection:
            try:
                job = lock_job(connection, job_id)
                if job.stage is not stage:
                    return None
                if job.state is JobState.RUNNING and job.attempts >= MAX_ATTEMPTS and _expired(job, now):
                    save_job(connection, fail(job, now, _LOST), "failed")
                    return None
                claimed = claim(job, now, LEASE)
            except (NotFoundError, IllegalTransitionError):
                return None
            save_job(connection, claimed, "started")
            return claimed

    def renew(self, job: Job) -> None:
        """Keep the lease alive. Raises LeaseLostError."""
        with self._fenced(job) as (connection, current, now):
            save_job(connection, replace(current, lease_expires_at=now + LEASE), None)

    def save_prepared(self, job: Job, segmented: SegmentedText, metadata: Metadata) -> None:
        """Store the cut; an earlier attempt's cut and all that was made from it is replaced. Raises LeaseLostError."""
        articles, article_id = schema.articles, job.article_id
        with self._fenced(job) as (connection, current, now):
            for table in (schema.segments, schema.furniture, schema.translations, schema.summaries):
                connection.execute(delete(table).where(table.c.article_id == article_id))
            connection.execute(insert(schema.segments), segment_rows(article_id, segmented))
            rows = furniture_rows(article_id, segmented)
            if rows:
                connection.execute(insert(schema.furniture), rows)
            submitted = connection.execute(
                select(articles.c.submitted_title).where(articles.c.id == article_id)
            ).scalar_one()
            separate = submitted is not None and submitted not in segmented.text
            title_n = next((s.n for s in segmented.segments if s.kind is SegmentKind.TITLE), None)
            if separate:
                title_n = TITLE_N
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id)
                .values(
                    text=segmented.text,
                    title=submitted or segmented.title,
                    title_n=title_n,
                    title_target=None,
                    flagged=0,
                    metadata={k: dict(v) for k, v in metadata.found.items()},
                    search_text=fold(f"{submitted or ''} {segmented.text}"),
                )
            )
            total = len(segmented.segments) + separate
            save_job(
                connection,
                replace(current, done=0, total=total, lease_expires_at=now + LEASE, updated_at=now),
                "progress",
            )

    def save_translations(self, job: Job, translations: Sequence[Translation]) -> None:
        """Store some segments' English: the checkpoint a later attempt starts from. Raises LeaseLostError."""
        articles, table, article_id = schema.articles, schema.translations, job.article_id
        with self._fenced(job) as (connection, current, now):
            numbers = [t.n for t in translations]
            connection.execute(delete(table).where(table.c.article_id == article_id, table.c.n.in_(numbers)))
            connection.execute(insert(table), [translation_row(article_id, t, now) for t in translations])
            done = connection.execute(
                select(func.count()).select_from(table).where(table.c.article_id == article_id)
            ).scalar_one()
            row = connection.execute(
                select(articles.c.title_n, articles.c.title_target, articles.c.search_text, articles.c.flagged).where(
                    articles.c.id == article_id
                )
            ).one()
            titles = [t.text for t in translations if t.n == row.title_n]
            words = fold(" ".join(t.text for t in translations))
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id)
                .values(
                    title_target=titles[0] if titles else row.title_target,
                    search_text=f"{row.search_text} {words}",
                    flagged=row.flagged + sum(1 for t in translations if t.flags),
                )
            )
            save_job(connection, replace(current, done=done, lease_expires_at=now + LEASE, updated_at=now), "progress")

    def save_summary(self, job: Job, summary: Summary) -> None:
        """Raises LeaseLostError."""
        table = schema.summaries
        with self._fenced(job) as (connection, _, now):
            connection.execute(delete(table).where(table.c.article_id == job.article_id))
            connection.execute(insert(table).values(summary_row(job.article_id, summary, now)))

    def advance(self, job: Job, seconds: float) -> Job:
        """End the stage well; the job returned is queued for the next one, or succeeded. Raises LeaseLostError."""
        with self._fenced(job) as (connection, current, now):
            following = advance(current, now, seconds)
            save_job(connection, following, "succeeded" if following.state is JobState.SUCCEEDED else "queued")
            return following

    def release(self, job: Job, failure: Failure) -> Job:
        """End the attempt badly: queued again while attempts are left, else failed. Raises LeaseLostError."""
        with self._fenced(job) as (connection, current, now):
            following = release(current, now, failure)
            save_job(connection, following, "failed" if following.state is JobState.FAILED else "retrying")
            return following

    def give_back(self, job: Job) -> Job:
        """Queue the job again without counting the attempt: the worker is asked to stop. Raises LeaseLostError."""
        with self._fenced(job) as (connection, current, now):
            following = give_back(current, now)
            save_job(connection, following, "queued")
            return following

    def fail(self, job: Job, failure: Failure) -> Job:
        """End for good: trying again cannot help. Raises LeaseLostError."""
        with self._fenced(job) as (connection, current, now):
            failed = fail(current, now, failure)
            save_job(connection, failed, "failed")
            return failed

    @contextmanager
    def _fenced(self, job: Job) -> Generator[tuple[Connection, Job, datetime]]:
        with writing(self._engine) as connection:
            try:
                current = lock_job(connection, job.id)
            except NotFoundError as error:
                raise LeaseLostError(f"job {job.id} was deleted") from error
            if current.state is not JobState.RUNNING or current.fence != job.fence:
                raise LeaseLostError(f"job {job.id} was taken over or cancelled")
            yield connection, current, datetime.now(UTC)

    # What the sweeper needs.

    def expire(self) -> list[Job]:
        """Take back jobs whose worker stopped renewing: queued again, or failed after the last attempt."""
        jobs, now = schema.jobs, datetime.now(UTC)
        lapsed = jobs.c.state == JobState.RUNNING.value, jobs.c.lease_expires_at <= now
        with reading(self._engine) as connection:
            ids = connection.execute(select(jobs.c.id).where(*lapsed).limit(500)).scalars().all()
        taken: list[Job] = []
        for job_id in ids:
            with writing(self._engine) as connection:
                job = lock_job(connection, job_id)
                if job.state is JobState.RUNNING and _expired(job, now):
                    following = release(job, now, _LOST)
                    save_job(connection, following, "failed" if following.state is JobState.FAILED else "retrying")
                    taken.append(following)
        return taken

    def waiting(self, stage: Stage, *, enqueued_before: datetime, limit: int = 500) -> list[Job]:
        """Queued jobs last put on the stage's queue at or before ``enqueued_before``, urgent ones first."""
        jobs = schema.jobs
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(jobs)
                .where(
                    jobs.c.state == JobState.QUEUED.value,
                    jobs.c.stage == stage.value,
                    jobs.c.enqueued_at <= enqueued_before,
                )
                .order_by(jobs.c.priority.desc(), jobs.c.id)
                .limit(limit)
            ).all()
        return [job_from(r) for r in rows]

    def mark_enqueued(self, job_ids: Collection[str]) -> None:
        """Note that these jobs' ids were put on the queue just now."""
        jobs = schema.jobs
        with writing(self._engine) as connection:
            connection.execute(update(jobs).where(jobs.c.id.in_(job_ids)).values(enqueued_at=datetime.now(UTC)))


def _expired(job: Job, now: datetime) -> bool:
    return job.lease_expires_at is not None and job.lease_expires_at <= now
