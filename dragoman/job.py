"""A job's life as a pure function: which state may follow which.

queued ──claim──► running ──advance──► queued (next stage) … ──finish──► succeeded
  ▲                  │
  ├─────release──────┤ (attempts left)
  ├────give_back─────┤ (the worker is to stop)    cancel: from queued or running ──► cancelled
                     │                            retry:  from failed or cancelled ──► queued
                     └──fail──► failed            reopen: from any final state ──► queued (translate)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dragoman.errors import IllegalTransitionError

MAX_ATTEMPTS = 3
"""How often one stage may be claimed before its job fails: a poison article must not kill workers for ever."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


class Stage(StrEnum):
    PREPARE = "prepare"
    TRANSLATE = "translate"
    SUMMARISE = "summarise"

    @property
    def next(self) -> "Stage | None":
        stages = list(Stage)
        index = stages.index(self) + 1
        return stages[index] if index < len(stages) else None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: a stable ``code`` for programs and one sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Job:
    """``fence`` grows with every claim and every cancellation; a write under an older fence is refused.

    ``enqueued_at`` is when its id was last due on the queue: whoever makes a job queued puts its id there right after
    the commit, and the sweeper does it again when that message seems lost. ``attempts`` counts the claims of the
    present stage. ``done`` and ``total`` count segments, and ``total`` is ``None`` until the article has been cut.
    ``timings`` maps a stage to the seconds it took.
    """

    id: str
    article_id: str
    state: JobState
    stage: Stage
    priority: int
    created_at: datetime
    updated_at: datetime
    attempts: int = 0
    fence: int = 0
    lease_expires_at: datetime | None = None
    enqueued_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    done: int = 0
    total: int | None = None
    timings: Mapping[str, float] = field(default_factory=dict[str, float])
    failure: Failure | None = None


def claim(job: Job, now: datetime, lease: timedelta) -> Job:
    """Take a queued job, or one whose lease has run out, for one attempt at its stage."""
    abandoned = job.state is JobState.RUNNING and job.lease_expires_at is not None and job.lease_expires_at <= now
    if job.state is not JobState.QUEUED and not abandoned:
        raise IllegalTransitionError(f"job {job.id} is {job.state}, so it cannot be claimed")
    return replace(
        job,
        state=JobState.RUNNING,
        attempts=job.attempts + 1,
        fence=job.fence + 1,
        lease_expires_at=now + lease,
        started_at=job.started_at or now,
        updated_at=now,
    )


def advance(job: Job, now: datetime, seconds: float) -> Job:
    """End the present stage well: queue the next one, or finish after the last."""
    _require_running(job, "advance")
    timings = {**job.timings, job.stage.value: round(seconds, 3)}
    following = job.stage.next
    if following is None:
        return replace(
            job,
            state=JobState.SUCCEEDED,
            lease_expires_at=None,
            finished_at=now,
            updated_at=now,
            timings=timings,
        )
    return replace(
        job,
        state=JobState.QUEUED,
        stage=following,
        attempts=0,
        lease_expires_at=None,
        enqueued_at=now,
        updated_at=now,
        timings=timings,
    )


def release(job: Job, now: datetime, failure: Failure) -> Job:
    """End an attempt badly: queue the stage again while attempts are left, else fail for ``failure``."""
    _require_running(job, "release")
    if job.attempts >= MAX_ATTEMPTS:
        return fail(job, now, failure)
    return replace(job, state=JobState.QUEUED, lease_expires_at=None, enqueued_at=now, updated_at=now)


def give_back(job: Job, now: datetime) -> Job:
    """Queue the stage again because the worker is asked to stop: no attempt was wasted, so none is counted."""
    _require_running(job, "give_back")
    return replace(
        job,
        state=JobState.QUEUED,
        attempts=job.attempts - 1,
        lease_expires_at=None,
        enqueued_at=now,
        updated_at=now,
    )


def fail(job: Job, now: datetime, failure: Failure) -> Job:
    """End for good: the input can never succeed, or every attempt was used."""
    if job.state.final:
        raise IllegalTransitionError(f"job {job.id} is {job.state}, so it cannot fail")
    return replace(
        job,
        state=JobState.FAILED,
        failure=failure,
        lease_expires_at=None,
        finished_at=now,
        updated_at=now,
    )


def cancel(job: Job, now: datetime) -> Job:
    """Stop for good. The fence moves, so a worker in the middle of the job is refused at its next write."""
    if job.state is JobState.CANCELLED:
        return job
    if job.state.final:
        raise IllegalTransitionError(f"job {job.id} is {job.state}, so it cannot be cancelled")
    return replace(
        job,
        state=JobState.CANCELLED,
        fence=job.fence + 1,
        lease_expires_at=None,
        finished_at=now,
        updated_at=now,
    )


def retry(job: Job, now: datetime) -> Job:
    """Queue a failed or cancelled job again at the stage where it stopped."""
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise IllegalTransitionError(f"job {job.id} is {job.state}, so there is nothing to retry")
    return replace(
        job,
        state=JobState.QUEUED,
        attempts=0,
        failure=None,
        finished_at=None,
        enqueued_at=now,
        updated_at=now,
    )


def reopen(job: Job, now: datetime, *, done: int, total: int) -> Job:
    """Queue a finished job again for translation: its article was cut anew, and some segments have no English."""
    if not job.state.final:
        raise IllegalTransitionError(f"job {job.id} is {job.state}; wait until it is finished")
    return replace(
        job,
        state=JobState.QUEUED,
        stage=Stage.TRANSLATE,
        attempts=0,
        done=done,
        total=total,
        failure=None,
        finished_at=None,
        enqueued_at=now,
        updated_at=now,
    )


def _require_running(job: Job, verb: str) -> None:
    if job.state is not JobState.RUNNING:
        raise IllegalTransitionError(f"job {job.id} is {job.state}, so it cannot {verb}")
