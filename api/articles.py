"""Articles: sending one, reading one, listing many."""

import hashlib
import json
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import AfterValidator, Field

from api import errors
from api.admission import admit
from api.cursors import decode_cursor, encode_cursor
from api.dependencies import ArticleId, PublisherDep, StoreDep
from api.downloads import CONTENT, chosen, download
from api.formats import Format
from api.media_types import json_only
from api.openapi import problems
from api.schemas import (
    AcceptedOut,
    ArticleIn,
    ArticleItemOut,
    ArticleOut,
    ArticlePageOut,
    Incoming,
    JobOut,
    Moment,
    SpanIn,
    Storable,
)
from dragoman.job import JobState
from dragoman.store import ArticleQuery
from dragoman.text import Span

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/v1/articles", tags=["articles"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,255}$",
        description="Makes repeating safe: the same key and payload always answer with the same job.",
        examples=["wire-000123"],
    ),
]


class ArticleFilters(Incoming):
    """Unknown parameters are refused here too: a misspelt filter would list everything."""

    state: JobState | None = Field(default=None, description="Only articles whose job is in this state.")
    outlet: Storable | None = Field(default=None, max_length=200, description="Exactly this outlet.")
    external_id: Storable | None = Field(default=None, max_length=200, description="Exactly this id of yours.")
    since: Moment | None = Field(default=None, description="Sent at this moment or later, with a time zone.")
    until: Moment | None = Field(default=None, description="Sent before this moment, with a time zone.")
    q: Storable | None = Field(
        default=None, max_length=200, description="Words that must all occur, in the Arabic or in the English."
    )
    cursor: Annotated[str, AfterValidator(decode_cursor)] | None = Field(
        default=None, max_length=200, description="`next_cursor` of the page before."
    )
    limit: int = Field(default=20, ge=1, le=100, description="Articles on a page.")


@router.post(
    "",
    summary="Send an article",
    status_code=202,
    response_model=AcceptedOut,
    response_description="Accepted and stored. `Location` is the job.",
    dependencies=[Depends(json_only)],
    responses={
        200: {"model": AcceptedOut, "description": "An earlier submission answers this one: `reused` is true."},
        **problems(
            errors.INVALID_JSON,
            errors.IDEMPOTENCY_CONFLICT,
            errors.TOO_LARGE,
            errors.UNSUPPORTED_MEDIA_TYPE,
            errors.INVALID_REQUEST,
            errors.INVALID_INPUT,
            errors.EMPTY_TEXT,
            errors.NOT_ARABIC,
            errors.FORBIDDEN_CHARACTER,
        ),
    },
)
def submit(
    article: ArticleIn,
    response: Response,
    store: StoreDep,
    publisher: PublisherDep,
    idempotency_key: IdempotencyKey = None,
    fresh: Annotated[bool, Query(description="As `options.fresh`.")] = False,
) -> AcceptedOut:
    """Store an Arabic article and queue it for translation.

    The answer comes once the article is safely stored, whether or not Redis and the workers are up. Without an
    Idempotency-Key, the same submission again is answered with the job that is finished or on its way, unless
    `fresh` is set; `priority` does not make two submissions differ.
    """
    accepted = store.intake.submit(
        admit(article), idempotency_key=idempotency_key, fresh=fresh or article.options.fresh
    )
    if accepted.created:
        publisher.publish(accepted.job)
    log.info("article.accepted", job=accepted.job.id, article=accepted.job.article_id, reused=not accepted.created)
    response.status_code = 202 if accepted.created else 200
    response.headers["Location"] = f"/v1/jobs/{accepted.job.id}"
    return AcceptedOut.of(accepted.job, reused=not accepted.created)


@router.get(
    "",
    summary="List articles",
    response_model=ArticlePageOut,
    responses=problems(errors.INVALID_REQUEST, errors.FORBIDDEN_CHARACTER),
)
def list_articles(
    request: Request, response: Response, store: StoreDep, filters: Annotated[ArticleFilters, Query()]
) -> ArticlePageOut:
    """Newest first. Filters are joined by "and". Articles sent while you page do not disturb the pages."""
    page = store.library.list_articles(
        ArticleQuery(
            state=filters.state,
            outlet=filters.outlet,
            external_id=filters.external_id,
            since=filters.since,
            until=filters.until,
            search=filters.q,
            before_id=filters.cursor,
            limit=filters.limit,
        )
    )
    following = encode_cursor(page.next_before_id) if page.next_before_id else None
    if following:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
        response.headers["Link"] = f'</v1/articles?{urlencode([*query, ("cursor", following)])}>; rel="next"'
    return ArticlePageOut(items=[ArticleItemOut.of(item) for item in page.items], next_cursor=following)


@router.get(
    "/{article_id}",
    summary="Read an article, Arabic beside English",
    response_model=ArticleOut,
    responses={
        200: {
            "headers": {"ETag": {"description": "Changes with the article.", "schema": {"type": "string"}}},
            "content": CONTENT,
        },
        304: {"description": "Nothing changed since the answer with this ETag."},
        **problems(errors.NOT_FOUND, errors.INVALID_REQUEST),
    },
)
def read_article(
    article_id: ArticleId,
    store: StoreDep,
    wanted: Annotated[Format | None, Query(alias="format", description="A file to save, instead of JSON.")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
    if_none_match: Annotated[str | None, Header(description="ETags you hold.")] = None,
) -> Response:
    """The article with everything derived from it so far: it fills up while the job works.

    As a file, by `format` or by `Accept`: Markdown, HTML, Word, CSV, JSON Lines, TMX 1.4b or XLIFF 1.2.
    """
    aligned = store.library.aligned(article_id)
    kind = chosen(wanted, accept)
    body = json.dumps(aligned.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(kind.encode() + body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept"}
    if if_none_match and _matches(etag, if_none_match):
        return Response(status_code=304, headers=headers)
    if kind is not Format.JSON:
        return download(aligned, kind, headers, attached=wanted is not None)
    return Response(body, media_type="application/json", headers=headers)


@router.post(
    "/{article_id}/furniture:restore",
    summary="Take a removal back",
    status_code=202,
    response_model=JobOut,
    response_description="The article's job, queued again for what is missing. `Location` is the job.",
    dependencies=[Depends(json_only)],
    responses=problems(
        errors.INVALID_JSON,
        errors.NOT_FOUND,
        errors.ILLEGAL_TRANSITION,
        errors.UNSUPPORTED_MEDIA_TYPE,
        errors.INVALID_REQUEST,
    ),
)
def restore_furniture(
    article_id: ArticleId, span: SpanIn, response: Response, store: StoreDep, publisher: PublisherDep
) -> JobOut:
    """Make a piece of furniture a segment again: it is translated, later segments count one higher, and the summary is
    made anew. Translations that are there stay. The article must be finished."""
    job = store.intake.restore_furniture(article_id, Span(span.start, span.end))
    publisher.publish(job)
    log.info("furniture.restored", job=job.id, article=article_id)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return JobOut.of(job)


def _matches(etag: str, if_none_match: str) -> bool:
    held = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return etag in held or "*" in held
