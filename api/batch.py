"""Many articles in one request, as JSON Lines: one result a line, and a bad line loses no other."""

import json
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import anyio
import structlog
from anyio.streams.memory import MemoryObjectSendStream
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from api import errors
from api.admission import admit
from api.body_limit import ARTICLE_BYTES, BATCH_PATH
from api.dependencies import PublisherDep, StoreDep
from api.errors import INTERNAL, INVALID_INPUT, Problem, problem_of
from api.media_types import require_media_type
from api.openapi import problems
from api.publisher import Publisher
from api.schemas import BatchLineIn, BatchLineOut, ProblemOut
from dragoman.errors import TooLargeError
from dragoman.store import Store

log = structlog.get_logger(__name__)

router = APIRouter(tags=["articles"])

MAX_ARTICLES = 1_000
MEDIA_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl")

_REQUEST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One article a line, up to 1,000. A line may have an `idempotency_key` of its own.",
        "content": {
            MEDIA_TYPES[0]: {
                "schema": {"type": "string"},
                "example": '{"text": "أعلنت وزارة الصحة اليوم افتتاح المركز."}\n'
                '{"text": "وصل الوفد إلى العاصمة مساء أمس.", "external_id": "wire-2"}\n',
            }
        },
    }
}


@router.post(
    BATCH_PATH,
    summary="Send up to 1,000 articles",
    response_model=BatchLineOut,
    response_class=Response,
    openapi_extra=_REQUEST,
    responses={
        200: {
            "description": "One result for each line that is not blank, in order, sent as the articles are stored.",
            "content": {
                MEDIA_TYPES[0]: {
                    "schema": {"type": "string", "description": "Each line is a BatchLineOut in JSON."},
                    "example": '{"line":1,"status":202,"article_id":"…","job_id":"…","reused":false}\n',
                }
            },
        },
        **problems(errors.TOO_LARGE, errors.UNSUPPORTED_MEDIA_TYPE, errors.INVALID_REQUEST),
    },
)
async def submit_batch(request: Request, store: StoreDep, publisher: PublisherDep) -> Response:
    """Each line is stored by itself and answered with what a single POST would have answered."""
    require_media_type(request, *MEDIA_TYPES)
    return _Answers(request, store, publisher)


class _Answers(Response):
    """Reads and answers at the same time, and never waits with reading until an answer has been taken.

    A client that sends everything before it reads anything would otherwise wait for us while we wait for it.
    """

    media_type = MEDIA_TYPES[0]

    def __init__(self, request: Request, store: Store, publisher: Publisher) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request = request
        self._store = store
        self._publisher = publisher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        results, answers = anyio.create_memory_object_stream[BatchLineOut](math.inf)
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        async with anyio.create_task_group() as group, answers:
            group.start_soon(self._read, results)
            # Not before the first result: a client that asked for "100 Continue" gets it by our reading.
            first = True
            async for answer in answers:
                if first:
                    await send(start)
                    first = False
                line = answer.model_dump_json(exclude_unset=True).encode() + b"\n"
                await send({"type": "http.response.body", "body": line, "more_body": True})
            if first:
                await send(start)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read(self, results: MemoryObjectSendStream[BatchLineOut]) -> None:
        number = articles = 0
        async with results:
            try:
                async with aclosing(_lines(self._request)) as lines:
                    async for line in lines:
                        number += 1
                        if not line.strip():
                            continue
                        articles += 1
                        if articles == MAX_ARTICLES + 1:
                            results.send_nowait(_failed(number, _too_many()))
                        if articles > MAX_ARTICLES:
                            continue  # read to the end all the same: hanging up could lose the answers
                        results.send_nowait(await run_in_threadpool(self._answer, number, line))
            except ClientDisconnect:
                log.info("batch.disconnected", line=number)
            except HTTPException as error:
                results.send_nowait(_failed(number + 1, problem_of(error)))
        log.info("batch.read", lines=number, articles=articles)

    def _answer(self, number: int, line: bytes) -> BatchLineOut:
        try:
            article = _parse(line)
            accepted = self._store.intake.submit(
                admit(article), idempotency_key=article.idempotency_key, fresh=article.options.fresh
            )
        except Exception as error:  # one line's bug must not lose the others
            problem = problem_of(error)
            if problem.kind is INTERNAL:
                log.error("batch.error", line=number, error=type(error).__name__)  # noqa: TRY400  # no text in logs
            return _failed(number, problem)
        if accepted.created:
            self._publisher.publish(accepted.job)
        return BatchLineOut(
            line=number,
            status=202 if accepted.created else 200,
            article_id=accepted.job.article_id,
            job_id=accepted.job.id,
            reused=not accepted.created,
        )


async def _lines(request: Request) -> AsyncGenerator[bytes]:
    """The body's lines without their ends; of one that is too long, a little more than may be there."""
    rest = bytearray()
    async with aclosing(request.stream()) as chunks:
        async for chunk in chunks:
            *complete, last = chunk.split(b"\n")
            for piece in complete:
                rest += piece[: ARTICLE_BYTES + 1 - len(rest)]
                yield bytes(rest)
                rest.clear()
            rest += last[: ARTICLE_BYTES + 1 - len(rest)]
    if rest:
        yield bytes(rest)


def _parse(line: bytes) -> BatchLineIn:
    if len(line) > ARTICLE_BYTES:
        raise TooLargeError(
            f"the line has more than {ARTICLE_BYTES:,} bytes: split the article", len(line), ARTICLE_BYTES
        )
    try:
        return BatchLineIn.model_validate(json.loads(line))
    except ValidationError as error:
        found = [{**e, "loc": ("body", *e["loc"])} for e in error.errors(include_input=False)]
        raise RequestValidationError(found) from error
    except json.JSONDecodeError as error:
        raise _broken(error.msg, error.pos) from error
    except (ValueError, RecursionError) as error:
        # Bytes that are not UTF-8, numbers without end, brackets without end.
        raise _broken("it is not UTF-8, or nested too deeply", 0) from error


def _broken(reason: str, position: int) -> RequestValidationError:
    return RequestValidationError([{"type": "json_invalid", "loc": ("body", position), "ctx": {"error": reason}}])


def _too_many() -> Problem:
    return Problem(INVALID_INPUT, f"a batch has up to {MAX_ARTICLES:,} articles; nothing from this line on was stored")


def _failed(number: int, problem: Problem) -> BatchLineOut:
    return BatchLineOut(line=number, status=problem.kind.status, problem=ProblemOut.model_validate(problem.to_dict()))
