"""The pages behind the problems' types, and the page a browser gets instead of problem JSON."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api.errors import PROBLEM_TYPES, Problem
from api.templating import templates
from dragoman.errors import NotFoundError

router = APIRouter(prefix="/problems", include_in_schema=False)


@router.get("", response_class=HTMLResponse)
def every_type(request: Request) -> Response:
    return templates.TemplateResponse(request, "problem_types.html", {"kinds": list(PROBLEM_TYPES.values())})


@router.get("/{name}", response_class=HTMLResponse)
def one_type(request: Request, name: str) -> Response:
    kind = PROBLEM_TYPES.get(name)
    if kind is None:
        raise NotFoundError("there is no problem type of this name")
    return templates.TemplateResponse(request, "problem_types.html", {"kinds": [kind]})


def page(request: Request, problem: Problem) -> Response:
    """``problem`` for a person."""
    return templates.TemplateResponse(
        request,
        "problem.html",
        {"problem": problem},
        status_code=problem.kind.status,
        headers=dict(problem.headers),
    )
