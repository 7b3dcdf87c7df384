"""A limit on request bodies that holds while they are read, whatever Content-Length says."""

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import MEDIA_TYPE, problem_of
from dragoman.translation import JsonValue

BATCH_PATH = "/v1/articles:batch"

ARTICLE_BYTES = 4_000_000
"""A JSON body may be larger than the text in it: an Arabic letter is two bytes, but six as ``\\u0627``."""

BATCH_BYTES = 64_000_000

_DRAIN_BYTES = 16_000_000
_DRAIN_SECONDS = 5.0


class BodyTooLargeError(HTTPException):
    """An HTTPException, because FastAPI lets no other error of its body reading through; ``members`` as in errors."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(413, f"the request has more than the {limit:,} bytes allowed: split it")
        self.members: dict[str, JsonValue] = {"limit": limit, "size": size}


class BodyLimit:
    """ASGI middleware. ``size`` of the problem is what was announced, or what had come when it was too much."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = BATCH_BYTES if scope["path"] == BATCH_PATH else ARTICLE_BYTES
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            if "expect" not in headers:
                await _drain(receive)
            problem = problem_of(BodyTooLargeError(int(announced), limit))
            response = JSONResponse(problem.to_dict(), problem.kind.status, media_type=MEDIA_TYPE)
            await response(scope, receive, send)
            return
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > limit:
                    await _drain(receive)
                    raise BodyTooLargeError(read, limit)
            return message

        await self._app(scope, limited, send)


async def _drain(receive: Receive) -> None:
    """Read on a little: many clients send everything first, and hanging up on them would lose them the answer."""
    drained = 0
    with anyio.move_on_after(_DRAIN_SECONDS):
        while drained < _DRAIN_BYTES:
            message = await receive()
            drained += len(message.get("body", b""))
            if not message.get("more_body", False):
                return
