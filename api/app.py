"""The application: ``uvicorn --factory api.app:create_app``."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypedDict

from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from api import articles, batch, corrections, events, form, health, jobs, metrics, problem_pages, reader, reference
from api.body_limit import BodyLimit
from api.dependencies import Services
from api.errors import DOMAIN_ERRORS, MEDIA_TYPE, Problem, problem_of
from api.metrics import Metrics
from api.openapi import DESCRIPTION, document
from api.publisher import Publisher
from api.request_log import RequestLog
from api.security_headers import SecurityHeaders
from dragoman import __version__
from dragoman.logs import configure_logging
from dragoman.queue import Queue
from dragoman.settings import Settings
from dragoman.store import Store

ROUTERS: tuple[APIRouter, ...] = (
    batch.router,
    articles.router,
    corrections.router,
    events.router,
    jobs.router,
    health.router,
    metrics.router,
    reader.router,
    form.router,
    reference.router,
    problem_pages.router,
)

_MACHINE_PATHS = ("/v1/", "/livez", "/readyz", "/metrics", "/openapi.json")


class State(TypedDict):
    services: Services


def create_app(settings: Settings | None = None) -> FastAPI:
    """The composition root. Nothing is opened before the server starts, and all is closed when it stops.

    Without ``settings`` it is the process's entry point: it reads them and sets logging up.
    """
    if settings is None:
        settings = Settings()
        configure_logging(settings)
    # The server's own access log writes query strings, which hold what people search for.
    logging.getLogger("uvicorn.access").disabled = True
    app = FastAPI(
        title="Dragoman",
        summary="Arabic news in English, every line checkable",
        description=DESCRIPTION,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=partial(_lifespan, settings=settings),
    )
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.openapi = partial(document, app)
    for middleware in (BodyLimit, RequestLog, SecurityHeaders):  # the last one is the outermost
        app.add_middleware(middleware)
    # An error of ours that has no row in the table is a bug, and left to the request log to report.
    for error in (HTTPException, RequestValidationError, *DOMAIN_ERRORS):
        app.add_exception_handler(error, _answer_error)
    return app


@asynccontextmanager
async def _lifespan(_: FastAPI, *, settings: Settings) -> AsyncGenerator[State]:
    store = Store.open(settings.store_url)
    queue = Queue(settings.broker_url)
    publisher = Publisher(queue)
    try:
        yield State(services=Services(store, queue, publisher, Metrics(store, queue), CapacityLimiter(4)))
    finally:
        publisher.close()
        queue.close()
        store.close()


async def _answer_error(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if isinstance(error, HTTPException) and error.status_code == 405:
        problem = _with_methods(problem, request.url.path)
    if not request.url.path.startswith(_MACHINE_PATHS) and "text/html" in request.headers.get("accept", ""):
        return problem_pages.page(request, problem)
    return JSONResponse(problem.to_dict(), problem.kind.status, dict(problem.headers), media_type=MEDIA_TYPE)


def _with_methods(problem: Problem, path: str) -> Problem:
    """Starlette names the methods of one route only, but an address may have several."""
    allowed = sorted(
        method
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.path_regex.match(path)
        for method in route.methods or ()
    )
    detail = f"this address takes {', '.join(allowed)}"
    return Problem(problem.kind, detail, {"allowed": allowed}, {"Allow": ", ".join(allowed)})
