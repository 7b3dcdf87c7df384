"""HTTP mode: Slack calls us. Bolt checks the signature and that it is no older than five minutes."""

# pyright: reportUnknownMemberType=false

import threading

import uvicorn
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from api.body_limit import BodyLimit
from api.slack.app import SlackApp

PATH = "/slack/events"
"""Where events, commands, shortcuts and buttons are all sent."""


def web_app(app: SlackApp) -> Starlette:
    async def events(request: Request) -> Response:
        body = await request.body()
        # Bolt would stumble over a time that is no number, and a body that is no text cannot be from Slack.
        if not request.headers.get("x-slack-request-timestamp", "").isdecimal() or not _is_text(body):
            return JSONResponse({"error": "invalid request"}, 401)
        # Not in the event loop: writing a request down may wait for the disk.
        return to_starlette_response(await run_in_threadpool(app.bolt.dispatch, to_bolt_request(request, body)))

    async def livez(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    routes = [Route(PATH, events, methods=["POST"]), Route("/livez", livez)]
    return Starlette(routes=routes, middleware=[Middleware(BodyLimit)])


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def serve(app: SlackApp, host: str, port: int, stop: threading.Event) -> None:
    """Returns when ``stop`` is set."""
    config = uvicorn.Config(
        web_app(app), host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_stop_later, args=(server, stop), daemon=True).start()
    try:
        server.run()
    finally:
        stop.set()


def _stop_later(server: uvicorn.Server, stop: threading.Event) -> None:
    stop.wait()
    server.should_exit = True
