"""One log line, one figure and one correlation id for each request; and the last net under every bug."""

import re
import time
import traceback
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import INTERNAL, MEDIA_TYPE, Problem
from api.metrics import Metrics

log = structlog.get_logger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class RequestLog:
    """ASGI middleware, the outermost of ours.

    Query strings and bodies are not logged: they may hold what somebody reads or writes. Nor are the messages of
    unexpected errors, since a database's errors quote the values they failed on.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 0
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            status = status or 499
        except Exception as error:  # told to the client without a word of what it was about
            log.error("http.error", error=type(error).__name__, at=_where(error))  # noqa: TRY400
            if status == 0:
                problem = Problem(INTERNAL, f"report request {request_id}", {"request_id": request_id})
                response = JSONResponse(problem.to_dict(), INTERNAL.status, media_type=MEDIA_TYPE)
                await response(scope, receive, sending)
        finally:
            self._tell(scope, status, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        static = scope["path"].startswith("/static/")
        route = "/static/{file}" if static else str(getattr(scope.get("route"), "path", "unmatched"))
        metrics: Metrics = scope["state"]["services"].metrics
        metrics.observe(scope["method"], route, status, seconds)
        log.info("http.request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def _request_id(given: str | None) -> str:
    return given if given and _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))
