"""Accepting, cancelling and retrying: what a submitter may do."""

import hashlib
import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from dragoman.article import Submission
from dragoman.errors import IdempotencyConflictError, InvalidTextError, NotFoundError
from dragoman.job import Job, JobState, Stage, cancel, reopen, retry
from dragoman.restore import restore
from dragoman.search import fold
from dragoman.store import schema
from dragoman.store.engine import writing
from dragoman.store.rows import (
    fingerprint,
    job_from,
    job_values,
    load_article,
    load_segmented,
    lock_job,
    new_id,
    renumber,
    save_job,
)
from dragoman.text import Span
from dragoman.translation import TITLE_N


@dataclass(frozen=True, slots=True)
class Accepted:
    """``created`` is false when an earlier submission of the same payload answers this one."""

    job: Job
    created: bool


class Intake:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite lets waiting writers sleep and try again, so that with many threads some starve for seconds: let this
        # process's writers queue up before they ask.
        sqlite = engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.Lock() if sqlite else nullcontext()

    def submit(self, submission: Submission, *, idempotency_key: str | None = None, fresh: bool = False) -> Accepted:
        """Write the article and its job in one transaction; nothing is queued before it is committed.

        The same key with the same payload returns the first job, whatever its state. Without a key the same payload
        returns the job that is finished or on its way, unless ``fresh``.

        Raises:
            IdempotencyConflictError: the key was used with another payload.
            StoreUnavailableError: nothing was stored.
        """
        mark = fingerprint(submission)
        try:
            with self._turn, writing(self._engine) as connection:
                return self._submit(connection, submission, mark, idempotency_key, fresh=fresh)
        except IntegrityError:
            # Another request with the same key was committed between our look and our insert.
            with self._turn, writing(self._engine) as connection:
                return self._submit(connection, submission, mark, idempotency_key, fresh=fresh)

    def _submit(
        self, connection: Connection, submission: Submission, mark: str, key: str | None, *, fresh: bool
    ) -> Accepted:
        if key is not None:
            earlier = _job_of_key(connection, key, mark)
            if earlier:
                return Accepted(earlier, created=False)
        elif not fresh:
            self._one_at_a_time(connection, mark)
            earlier = _job_of_payload(connection, mark)
            if earlier:
                return Accepted(earlier, created=False)
        job = _insert(connection, submission, mark)
        if key is not None:
            connection.execute(
                insert(schema.idempotency_keys).values(
                    key=key, fingerprint=mark, job_id=job.id, created_at=job.created_at
                )
            )
        return Accepted(job, created=True)

    def _one_at_a_time(self, connection: Connection, mark: str) -> None:
        # SQLite has one writer anyway; on PostgreSQL two equal submissions at the same moment must see each other.
        if self._engine.dialect.name == "postgresql":
            number = int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], "big", signed=True)
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")

    def cancel(self, job_id: str) -> Job:
        """Cancel a job that is not finished; a worker in the middle of it is stopped at its next write.

        Raises NotFoundError, or IllegalTransitionError when the job is already finished.
        """
        with self._turn, writing(self._engine) as connection:
            job = lock_job(connection, job_id)
            cancelled = cancel(job, datetime.now(UTC))
            if cancelled is not job:
                save_job(connection, cancelled, "cancelled")
            return cancelled

    def retry(self, job_id: str) -> Job:
        """Queue a failed or cancelled job again. Raises NotFoundError, IllegalTransitionError."""
        with self._turn, writing(self._engine) as connection:
            job = retry(lock_job(connection, job_id), datetime.now(UTC))
            save_job(connection, job, "queued")
            return job

    def restore_furniture(self, article_id: str, span: Span) -> Job:
        """Make a furniture span a segment again, and queue the article for what is missing.

        Translations keep to their segments; the summary is made anew. Raises NotFoundError when there is no such
        article or furniture, IllegalTransitionError while the article is being worked on.
        """
        jobs, articles = schema.jobs, schema.articles
        with writing(self._engine) as connection:
            job_id = connection.execute(select(jobs.c.id).where(jobs.c.article_id == article_id)).scalar_one_or_none()
            if job_id is None:
                raise NotFoundError(f"there is no article {article_id}")
            job = lock_job(connection, job_id)
            before = load_segmented(connection, load_article(connection, article_id))
            if before is None:
                raise NotFoundError(f"article {article_id} is not prepared")
            try:
                after = restore(before, span)
            except InvalidTextError as error:
                raise NotFoundError(str(error)) from error
            moved, kept = renumber(connection, article_id, before, after)
            title_n = connection.execute(select(articles.c.title_n).where(articles.c.id == article_id)).scalar_one()
            connection.execute(
                update(articles).where(articles.c.id == article_id).values(title_n=moved.get(title_n, title_n))
            )
            total = len(after.segments) + (title_n == TITLE_N)
            reopened = reopen(job, datetime.now(UTC), done=kept, total=total)
            save_job(connection, reopened, "queued")
            return reopened


def _job_of_key(connection: Connection, key: str, mark: str) -> Job | None:
    keys = schema.idempotency_keys
    row = connection.execute(
        select(schema.jobs, keys.c.fingerprint).join(keys, keys.c.job_id == schema.jobs.c.id).where(keys.c.key == key)
    ).one_or_none()
    if row is None:
        return None
    if row.fingerprint != mark:
        raise IdempotencyConflictError(
            "this Idempotency-Key was used before with another payload; use a new key for a new article"
        )
    return job_from(row)


def _job_of_payload(connection: Connection, mark: str) -> Job | None:
    useless = (JobState.FAILED.value, JobState.CANCELLED.value)
    row = connection.execute(
        select(schema.jobs)
        .join(schema.articles, schema.articles.c.id == schema.jobs.c.article_id)
        .where(schema.articles.c.fingerprint == mark, schema.jobs.c.state.not_in(useless))
        .order_by(schema.jobs.c.id.desc())
        .limit(1)
    ).one_or_none()
    return job_from(row) if row else None


def _insert(connection: Connection, submission: Submission, mark: str) -> Job:
    now = datetime.now(UTC)
    article_id = new_id()
    connection.execute(
        insert(schema.articles).values(
            id=article_id,
            created_at=now,
            fingerprint=mark,
            text=submission.text,
            html=submission.html,
            title=submission.title,
            submitted_title=submission.title,
            flagged=0,
            outlet=submission.outlet,
            url=submission.url,
            published_at=submission.published_at,
            external_id=submission.external_id,
            options=asdict(submission.options),
            metadata={},
            search_text=fold(f"{submission.title or ''} {submission.text or ''}"),
        )
    )
    job = Job(
        id=new_id(),
        article_id=article_id,
        state=JobState.QUEUED,
        stage=Stage.PREPARE,
        priority=submission.options.priority,
        created_at=now,
        updated_at=now,
        enqueued_at=now,
    )
    connection.execute(insert(schema.jobs).values(job_values(job) | {"last_event": 0}))
    save_job(connection, job, "queued")
    return job
