"""Sending an article with the page's own form, for browsers without JavaScript."""

from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

import structlog
from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.admission import admit
from api.dependencies import PublisherDep, StoreDep
from api.errors import problem_of
from api.media_types import require_media_type
from api.reader import refused_page
from api.schemas import ArticleIn
from dragoman.errors import InvalidInputError

log = structlog.get_logger(__name__)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_FIELDS = ("text", "title", "outlet", "url")


async def _form(request: Request) -> dict[str, str]:
    """The fields of the form. Anybody's page can make a browser send a form here, so it must come from ours."""
    require_media_type(request, "application/x-www-form-urlencoded")
    headers = request.headers
    if headers.get("sec-fetch-site") != "same-origin" and urlsplit(headers.get("origin", "")).netloc != headers["host"]:
        raise HTTPException(403, "this form was not sent from our own page: open it and send the text from there")
    body = await request.body()
    try:
        sent = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError:
        raise HTTPException(422, "the form cannot be read: send it from the page again") from None
    # Browsers end the lines of a form with CR LF, whatever was pasted.
    return {name: sent.get(name, "").replace("\r\n", "\n") for name in _FIELDS}


@router.post("/")
def form_page(
    request: Request, sent: Annotated[dict[str, str], Depends(_form)], store: StoreDep, publisher: PublisherDep
) -> Response:
    """To the article's page, or back to the form with what is wrong."""
    try:
        submission = admit(ArticleIn.model_validate(sent))
    except (ValidationError, InvalidInputError) as error:
        return refused_page(request, store, sent, problem_of(error))
    accepted = store.intake.submit(submission)
    if accepted.created:
        publisher.publish(accepted.job)
    log.info("article.accepted", job=accepted.job.id, article=accepted.job.article_id, reused=not accepted.created)
    return RedirectResponse(f"/articles/{accepted.job.article_id}", status_code=303)
