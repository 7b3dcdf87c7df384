"""A job's events as they happen (server-sent events), resumable by number."""

import time
from collections.abc import AsyncIterator
from typing import Annotated

import anyio
import structlog
from fastapi import APIRouter, Header, Response
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse

from api import errors
from api.dependencies import JobId, Services, ServicesDep
from api.openapi import problems
from api.schemas import EventOut, FailureOut
from dragoman.errors import NotFoundError, StoreUnavailableError
from dragoman.job import Job, JobState, Stage
from dragoman.store import Event

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

POLL_SECONDS = 0.25
HEARTBEAT_SECONDS = 10.0
RECONNECT_MILLISECONDS = 2_000


@router.get(
    "/{job_id}/events",
    summary="Follow a job",
    response_class=Response,
    response_description="Events as they happen; the stream ends after the final one.",
    responses={
        200: {
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string", "description": "Each event's data is an EventOut in JSON."},
                    "example": 'event: progress\nid: 4\ndata: {"seq":4,"kind":"progress","done":3,"total":19}\n\n',
                }
            }
        },
        204: {"description": "The job is finished and you have seen its last event: do not connect again."},
        **problems(errors.NOT_FOUND, errors.INVALID_REQUEST),
    },
)
async def follow(
    job_id: JobId,
    services: ServicesDep,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=2**31 - 1, description="Number of the last event you have; the rest follows.")
    ] = None,
) -> Response:
    """Server-sent events from the first one on, or from the one after Last-Event-ID.

    Numbers have no holes, so a client that resumes has missed nothing. A comment line comes every ten seconds when
    nothing else does.
    """
    after = last_event_id or 0
    job, events = await _look(services, job_id, after)
    if job.state.final and not events:
        return Response(status_code=204)
    return StreamingResponse(
        _stream(services, job_id, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _look(services: Services, job_id: str, after: int) -> tuple[Job, tuple[Event, ...]]:
    def look() -> tuple[Job, tuple[Event, ...]]:
        # The job first: the event of whatever state it is in was committed with it, so it is among those read next.
        job = services.store.library.job(job_id)
        return job, services.store.library.events(job_id, after)

    return await anyio.to_thread.run_sync(look, limiter=services.watchers)


async def _stream(services: Services, job_id: str, after: int) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=RECONNECT_MILLISECONDS)
    spoken = time.monotonic()
    while True:
        try:
            job, events = await _look(services, job_id, after)
        except (NotFoundError, StoreUnavailableError) as error:
            # The status line is long gone. Whoever comes back is told what is the matter, or goes on.
            log.warning("events.broken", job=job_id, error=type(error).__name__)
            return
        for event in events:
            after = event.seq
            yield format_sse_event(event=event.kind, data_str=_data(job_id, event), id=str(event.seq))
        if job.state.final and (not events or JobState(str(events[-1].data["state"])).final):
            return
        now = time.monotonic()
        if events:
            spoken = now
        elif now - spoken >= HEARTBEAT_SECONDS:
            spoken = now
            yield format_sse_event(comment="still here")
        await anyio.sleep(POLL_SECONDS)


def _data(job_id: str, event: Event) -> str:
    failure = event.data.get("failure")
    document = EventOut(
        seq=event.seq,
        job_id=job_id,
        at=event.at,
        kind=event.kind,
        state=JobState(str(event.data["state"])),
        stage=Stage(str(event.data["stage"])),
        done=event.data["done"],  # pyright: ignore[reportArgumentType]  # pydantic checks what the store kept
        total=event.data["total"],  # pyright: ignore[reportArgumentType]
        attempts=event.data["attempts"],  # pyright: ignore[reportArgumentType]
        failure=FailureOut.model_validate(failure) if failure else None,
    )
    return document.model_dump_json()
