"""Jobs: looking at one, cancelling it, trying it again."""

import structlog
from fastapi import APIRouter, Response

from api import errors
from api.dependencies import JobId, PublisherDep, StoreDep
from api.openapi import problems
from api.schemas import JobOut

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])


@router.get(
    "/{job_id}",
    summary="Look at a job",
    response_model=JobOut,
    responses=problems(errors.NOT_FOUND, errors.INVALID_REQUEST),
)
def read_job(job_id: JobId, store: StoreDep) -> JobOut:
    """State, stage, sentences done, attempts, seconds per stage, and why it failed."""
    return JobOut.of(store.library.job(job_id))


@router.delete(
    "/{job_id}",
    summary="Cancel a job",
    response_model=JobOut,
    response_description="The job, cancelled now or before.",
    responses=problems(errors.NOT_FOUND, errors.ILLEGAL_TRANSITION, errors.INVALID_REQUEST),
)
def cancel_job(job_id: JobId, store: StoreDep) -> JobOut:
    """Takes effect at once: a worker in the middle of it stops at its next sentence, and what it had done stays."""
    job = store.intake.cancel(job_id)
    log.info("job.cancelled", job=job.id)
    return JobOut.of(job)


@router.post(
    "/{job_id}:retry",
    summary="Try a failed or cancelled job again",
    status_code=202,
    response_model=JobOut,
    responses=problems(errors.NOT_FOUND, errors.ILLEGAL_TRANSITION, errors.INVALID_REQUEST),
)
def retry_job(job_id: JobId, response: Response, store: StoreDep, publisher: PublisherDep) -> JobOut:
    """It goes on at the stage where it stopped; sentences that are translated are not translated again."""
    job = store.intake.retry(job_id)
    publisher.publish(job)
    log.info("job.retried", job=job.id)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return JobOut.of(job)
