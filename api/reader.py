"""The reader's pages: the list, and an article side by side. They work without JavaScript."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import HTMLResponse, Response

from api.cursors import decode_cursor, encode_cursor
from api.dependencies import ArticleId, StoreDep
from api.errors import Problem
from api.formats import FILES
from api.reading import reading
from api.schemas import Storable
from api.templating import templates
from dragoman.job import JobState
from dragoman.store import ArticleQuery, Store
from dragoman.translation import TITLE_N

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

# A form sends its empty fields too.
_Filled = BeforeValidator(lambda value: value or None)


@router.get("/")
def list_page(
    request: Request,
    store: StoreDep,
    q: Annotated[Annotated[Storable | None, _Filled], Query(max_length=200)] = None,
    state: Annotated[Annotated[JobState | None, _Filled], Query()] = None,
    cursor: Annotated[Annotated[str, AfterValidator(decode_cursor)] | None, Query(max_length=200)] = None,
) -> Response:
    page = store.library.list_articles(ArticleQuery(search=q, state=state, before_id=cursor))
    older = None
    if page.next_before_id:
        query = {"q": q, "state": state, "cursor": encode_cursor(page.next_before_id)}
        older = "/?" + urlencode({k: v for k, v in query.items() if v})
    context = {"items": page.items, "q": q or "", "state": state, "states": list(JobState), "older": older}
    return templates.TemplateResponse(request, "list.html", context | {"sent": {}, "problem": None})


def refused_page(request: Request, store: Store, sent: dict[str, str], problem: Problem) -> Response:
    """The list again, with what was sent in the form and why it was not taken."""
    items = store.library.list_articles(ArticleQuery()).items
    context = {"items": items, "q": "", "state": None, "states": list(JobState), "older": None}
    return templates.TemplateResponse(
        request,
        "list.html",
        context | {"sent": sent, "problem": problem},
        status_code=problem.kind.status,
    )


@router.get("/articles/{article_id}")
def article_page(request: Request, article_id: ArticleId, store: StoreDep) -> Response:
    aligned = store.library.aligned(article_id)
    context = reading(aligned, store.library.corrections(article_id, TITLE_N)) | {"files": FILES}
    return templates.TemplateResponse(request, "article.html", context)
