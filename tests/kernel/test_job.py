"""Which state may follow which."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dragoman.errors import IllegalTransitionError
from dragoman.job import (
    MAX_ATTEMPTS,
    Failure,
    Job,
    JobState,
    Stage,
    advance,
    cancel,
    claim,
    fail,
    give_back,
    release,
    reopen,
    retry,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEASE = timedelta(seconds=20)
WHY = Failure("engine", "the model broke")


def new_job() -> Job:
    return Job("j", "a", JobState.QUEUED, Stage.PREPARE, 5, NOW, NOW, enqueued_at=NOW)


def test_the_straight_line_ends_in_success() -> None:
    job = new_job()
    for _ in Stage:
        job = advance(claim(job, NOW, LEASE), NOW, 0.5)
    assert job.state is JobState.SUCCEEDED
    assert set(job.timings) == {"prepare", "translate", "summarise"}
    assert job.finished_at == NOW


def test_a_running_job_is_claimed_again_only_after_its_lease() -> None:
    job = claim(new_job(), NOW, LEASE)
    with pytest.raises(IllegalTransitionError):
        claim(job, NOW + LEASE / 2, LEASE)
    again = claim(job, NOW + LEASE, LEASE)
    assert (again.attempts, again.fence) == (2, job.fence + 1)


def test_a_stage_that_keeps_breaking_fails_after_a_bounded_number_of_attempts() -> None:
    job = new_job()
    for _ in range(MAX_ATTEMPTS):
        assert job.state is JobState.QUEUED
        job = release(claim(job, NOW, LEASE), NOW, WHY)
    assert (job.state, job.failure) == (JobState.FAILED, WHY)


def test_a_retried_job_starts_with_fresh_attempts_at_the_stage_where_it_stopped() -> None:
    job = advance(claim(new_job(), NOW, LEASE), NOW, 0.1)
    failed = fail(claim(job, NOW, LEASE), NOW, WHY)
    again = retry(failed, NOW)
    assert (again.state, again.stage, again.attempts, again.failure) == (JobState.QUEUED, Stage.TRANSLATE, 0, None)


ASKED = ["claim", "claim late", "advance", "release", "give back", "fail", "cancel", "retry", "reopen"]


class AnyLife(RuleBasedStateMachine):
    """Whatever is asked of a job in whatever order, it stays legal."""

    def __init__(self) -> None:
        super().__init__()
        self.job = new_job()
        self.before = self.job

    def _try(self, change: Job | None) -> None:
        self.before = self.job
        if change is not None:
            self.job = change

    @rule(
        what=st.sampled_from(
            ["claim", "claim late", "advance", "release", "fail", "cancel", "retry", "reopen", "give back"]
        )
    )
    def ask(self, what: str) -> None:
        late = NOW + LEASE * 2
        asked = {
            "claim": lambda: claim(self.job, NOW, LEASE),
            "claim late": lambda: claim(self.job, late, LEASE),
            "advance": lambda: advance(self.job, NOW, 0.1),
            "release": lambda: release(self.job, NOW, WHY),
            "fail": lambda: fail(self.job, NOW, WHY),
            "cancel": lambda: cancel(self.job, NOW),
            "retry": lambda: retry(self.job, NOW),
            "give back": lambda: give_back(self.job, NOW),
            "reopen": lambda: reopen(self.job, NOW, done=1, total=2),
        }[what]
        try:
            self._try(asked())
        except IllegalTransitionError:
            self._try(None)

    @invariant()
    def the_fence_never_goes_back(self) -> None:
        assert self.job.fence >= self.before.fence

    @invariant()
    def only_a_running_job_holds_a_lease(self) -> None:
        assert (self.job.lease_expires_at is not None) == (self.job.state is JobState.RUNNING)

    @invariant()
    def exactly_the_finished_have_an_end(self) -> None:
        assert (self.job.finished_at is not None) == self.job.state.final

    @invariant()
    def exactly_the_failed_have_a_reason(self) -> None:
        assert (self.job.failure is not None) == (self.job.state is JobState.FAILED)

    @invariant()
    def attempts_are_bounded(self) -> None:
        assert self.job.attempts <= MAX_ATTEMPTS + 1


TestAnyLife = AnyLife.TestCase


@given(st.sampled_from(list(JobState)))
def test_what_is_final_cannot_be_claimed(state: JobState) -> None:
    job = Job("j", "a", state, Stage.PREPARE, 5, NOW, NOW)
    if state.final or state is JobState.RUNNING:
        with pytest.raises(IllegalTransitionError):
            claim(job, NOW, LEASE)
