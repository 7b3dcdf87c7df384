"""HTTP mode: Slack calls us, and we believe nobody else."""

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from api.slack.app import SlackApp
from api.slack.options import Options
from api.slack.web import PATH, serve
from tests.api.server import Desk, arabic
from tests.slack import sent
from tests.slack.conftest import QUICK, Door, job_of
from tests.slack.fake import BOT, CHANNEL, SIGNING_SECRET, Slack, buttons

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def signed(body: str, at: float | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """As documented in docs.slack.dev/authentication/verifying-requests-from-slack."""
    stamp = str(int(at if at is not None else time.time()))
    mark = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}"}


@dataclass(frozen=True)
class Caller:
    """Slack's side of HTTP mode."""

    url: str

    def send(self, body: str, kind: str = FORM, headers: dict[str, str] | None = None) -> httpx2.Response:
        chosen = headers if headers is not None else signed(body)
        answer = httpx2.post(self.url, content=body.encode(), headers={"Content-Type": kind, **chosen}, trust_env=False)
        assert isinstance(answer, httpx2.Response)
        return answer

    def command(self, payload: dict[str, Any], **headers: str) -> httpx2.Response:
        body = urlencode(payload)
        return self.send(body, headers={**signed(body), **headers})

    def interaction(self, payload: dict[str, Any]) -> httpx2.Response:
        return self.send(urlencode({"payload": json.dumps(payload)}))

    def event(self, payload: dict[str, Any], **headers: str) -> httpx2.Response:
        body = json.dumps(payload)
        return self.send(body, JSON, {**signed(body), **headers})


@pytest.fixture
def caller(options: Options) -> Iterator[Caller]:
    """An app in HTTP mode behind its own web server."""
    app = SlackApp(replace(options, http=True, app_token=""), QUICK)
    app.start()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stop = threading.Event()
    thread = threading.Thread(target=serve, args=(app, "127.0.0.1", port, stop))
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                httpx2.get(f"http://127.0.0.1:{port}/livez", trust_env=False).raise_for_status()
                break
            except httpx2.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        yield Caller(f"http://127.0.0.1:{port}{PATH}")
    finally:
        stop.set()
        thread.join(15)
        app.close()


def test_a_signed_command_is_served(slack: Slack, caller: Caller, desk: Desk) -> None:
    answer = caller.command(sent.command(slack, arabic()))
    assert (answer.status_code, answer.text) == (200, "")
    message = slack.wait(slack.ours)[0]
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]"))
    pressed = sent.press(slack, message, message["blocks"][-1]["elements"][1])
    assert caller.interaction(pressed).status_code == 200
    slack.wait(lambda: len(slack.ours()) == 2)
    assert slack.ours()[1]["thread_ts"] == message["ts"]


def test_windows_open_and_are_sent_in_the_same_way(slack: Slack, caller: Caller, desk: Desk) -> None:
    caller.command(sent.command(slack, arabic()))
    message = slack.wait(slack.ours)[0]
    desk.finish(job_of(message))
    slack.wait(lambda: "fix" in buttons(message))
    assert caller.interaction(sent.press(slack, message, buttons(message)["fix"])).status_code == 200
    view = slack.wait(lambda: list(slack.views.values()))[0]
    for typed, then in (({"number": "1"}, "English"), ({"english": "Better."}, "Line 1 is corrected")):
        answer = caller.interaction(sent.submission(slack, view["id"], typed=typed))
        assert answer.status_code == 200
        slack.acknowledged(view["id"], answer.json())
        slack.wait(slack.window(then))
    slack.wait(slack.shows("Corrected: [1] by"))
    assert slack.problems == []


def test_what_is_not_signed_by_slack_now_is_refused(slack: Slack, caller: Caller) -> None:
    body = urlencode(sent.command(slack, arabic()))
    good = signed(body)
    wrong = {
        "no signature": {},
        "no time": {"X-Slack-Signature": good["X-Slack-Signature"]},
        "another secret": signed(body, secret="0" * 32),
        "another body": signed(body + "&text=x"),
        "six minutes old": signed(body, time.time() - 360),
        "six minutes ahead": signed(body, time.time() + 360),
        "an old time, freshly signed over": {**good, "X-Slack-Request-Timestamp": "1531420618"},
        "no number": {**good, "X-Slack-Request-Timestamp": "soon"},
        "a number of another script": {**good, "X-Slack-Request-Timestamp": "١٢٣"},
    }
    for name, headers in wrong.items():
        encoded = {k: v.encode() for k, v in headers.items()}
        answer = httpx2.post(
            caller.url, content=body.encode(), headers={"Content-Type": FORM.encode(), **encoded}, trust_env=False
        )
        assert answer.status_code == 401, name
    assert caller.send("\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), headers=good).status_code == 401
    # Four minutes late is on time
    assert caller.send(body, headers=signed(body, time.time() - 240)).status_code == 200
    slack.wait(slack.ours)
    assert len(slack.ours()) == 1


def test_an_event_that_slack_sends_again_makes_one_job(slack: Slack, caller: Caller, desk: Desk) -> None:
    payload = sent.mention(f"<@{BOT}> {arabic()}", "1700000100.000100")
    assert caller.event(payload).status_code == 200
    for n, reason in enumerate(("http_timeout", "connection_failed", "http_error"), 1):
        again = caller.event(payload, **{"X-Slack-Retry-Num": str(n), "X-Slack-Retry-Reason": reason})
        assert again.status_code == 200
    message = slack.wait(slack.ours)[0]
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]"))
    assert len(slack.ours()) == 1
    assert slack.whispers() == []


def test_the_answer_comes_while_slack_and_the_api_hang(slack: Slack, caller: Caller, door: Door) -> None:
    door.shut()
    with slack.holding("chat.postMessage"):
        caller.command(sent.command(slack, arabic()))
        slack.wait(lambda: slack.calls("chat.postMessage"))
        ts = slack.say(CHANNEL, arabic())
        assert caller.interaction(sent.shortcut(slack, slack.messages[CHANNEL, ts])).status_code == 200
        assert slack.ours() == []


def test_slack_may_verify_the_address(slack: Slack, caller: Caller) -> None:
    answer = caller.event({"token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY", "type": "url_verification"})
    assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY"})


def test_a_flood_is_not_read_to_its_end(slack: Slack, caller: Caller) -> None:
    body = "x" * 5_000_000
    assert caller.send(body, headers=signed(body)).status_code == 413
