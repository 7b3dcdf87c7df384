"""The reader's pages: the list, and an article side by side. They work without JavaScript."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.responses import HTMLResponse, Response

from api.cursors import decode_cursor, encode_cursor
from api.dependencies import ArticleId, StoreDep
from api.schemas import Storable
from api.templating import templates
from dragoman.aligned import AlignedArticle
from dragoman.job import JobState
from dragoman.store import ArticleQuery

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
    return templates.TemplateResponse(request, "list.html", context)


@router.get("/articles/{article_id}")
def article_page(request: Request, article_id: ArticleId, store: StoreDep) -> Response:
    aligned = store.library.aligned(article_id)
    context = {
        "article": aligned.to_dict(),
        "job": aligned.job,
        "furniture": _furniture(aligned),
        "paired_summary": _paired_summary(aligned),
    }
    return templates.TemplateResponse(request, "article.html", context)


def _furniture(aligned: AlignedArticle) -> list[dict[str, str]]:
    if aligned.segmented is None:
        return []
    text = aligned.segmented.text
    return [{"text": f.span.of(text), "rule": f.rule} for f in aligned.segmented.furniture]


def _paired_summary(aligned: AlignedArticle) -> list[dict[str, object]]:
    if aligned.summary is None:
        return []
    pairs = zip(aligned.summary.target, aligned.summary.source, strict=True)
    return [
        {
            "target": target.text,
            "source": source.text,
            "evidence": target.evidence,
            "flags": [f.to_dict() for f in target.flags],
        }
        for target, source in pairs
    ]
