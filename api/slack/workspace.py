"""Slack's Web API as this app uses it. The one file that holds Slack's untyped client.

A call either does its work, or raises what to do about it: wait and repeat (Later), or give up (RefusedError). It
never sleeps. Repeating is left to the caller, who can look whether a message that got no answer was posted after all.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

import re
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from typing import Any, cast

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse, WebClient
from slack_sdk.webhook import WebhookClient

from api.slack.blocks import Message
from api.slack.outcomes import Later, RefusedError

TIMEOUT = 10
"""Seconds for one call."""

TRIGGER = 3
"""Seconds for which a click can open a window."""

_AWAY = 3.0
_TOKEN_TROUBLE = 60.0

_TEMPORARY = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
_TOKEN = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "accesslimited"}
_WORD = re.compile(r"[a-z0-9_]+")
MALFORMED = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "metadata_too_large"}
"""Slack does not take a message of this form; another one it may."""

WINDOW_GONE = {"not_found", "hash_conflict"}
"""The window was closed, or shows something else by now."""

SENT_TWICE = {"exchanged_trigger_id", "trigger_exchanged"}
"""The click has opened its window already."""

GONE = {"message_not_found", "cant_update_message", "thread_not_found", "edit_window_closed"}
"""The message we would change is not there any more."""


def web_client(token: str, base_url: str, timeout: int = TIMEOUT) -> WebClient:
    # No retries in there: they would sleep in our thread, and post a message twice whose answer was lost.
    return WebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])


class Workspace:
    """One thread at a time. A method that Slack wants to rest is not called again before its time."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._resting: dict[str, float] = {}

    def identify(self) -> str:
        """The bot's own user id. Raises Later, RefusedError."""
        answer = self._call("auth.test", {})
        return str(answer.get("user_id", ""))

    def post(self, channel: str, thread_ts: str | None, message: Message, mark: Mapping[str, str]) -> str:
        """The new message's ts. ``mark`` travels in its metadata, where ``find`` looks for it."""
        body = {**_body(message, mark), "channel": channel, "unfurl_links": False, "unfurl_media": False}
        if thread_ts:
            body["thread_ts"] = thread_ts
        return str(self._call("chat.postMessage", body)["ts"])

    def update(self, channel: str, ts: str, message: Message, mark: Mapping[str, str]) -> None:
        self._call("chat.update", {**_body(message, mark), "channel": channel, "ts": ts})

    def whisper(self, channel: str, thread_ts: str | None, user: str, text: str) -> None:
        """A message only ``user`` sees."""
        body: dict[str, object] = {"channel": channel, "user": user, "text": text, "parse": "none"}
        if thread_ts:
            body["thread_ts"] = thread_ts
        self._call("chat.postEphemeral", body)

    def open_view(self, trigger_id: str, view: Mapping[str, object]) -> tuple[str, str]:
        """A window for whoever clicked; its id and the hash of its state."""
        opened = self._call("views.open", {"trigger_id": trigger_id, "view": view})["view"]
        return str(opened["id"]), str(opened.get("hash", ""))

    def update_view(self, view_id: str, view_hash: str | None, view: Mapping[str, object]) -> None:
        """Only while it is in the state of ``view_hash``, when there is one."""
        body: dict[str, object] = {"view_id": view_id, "view": view}
        self._call("views.update", body | ({"hash": view_hash} if view_hash else {}))

    def respond(self, response_url: str, text: str) -> None:
        """The same through the address that came with a command or click; it works where the bot is no member."""
        try:
            answer = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[]).send(
                text=text, response_type="ephemeral", replace_original=False
            )
        except (OSError, HTTPException) as error:
            raise Later(_AWAY, f"response_url: {type(error).__name__}") from error
        if answer.status_code == 429:
            raise Later(_retry_after(answer.headers), "response_url: ratelimited", certain=True)
        if answer.status_code >= 500:
            raise Later(_AWAY, f"response_url: {answer.status_code}")
        if answer.status_code != 200:
            raise RefusedError(f"response_url_{answer.status_code}")

    def message(self, channel: str, thread_ts: str) -> Mapping[str, object]:
        """The message a thread hangs on."""
        arguments = {"channel": channel, "ts": thread_ts, "limit": 1, "inclusive": True}
        messages = self._call("conversations.replies", arguments).get("messages")
        if not isinstance(messages, list) or not messages:
            raise RefusedError("thread_not_found")
        return cast("Mapping[str, object]", messages[0])

    def find(self, channel: str, thread_ts: str | None, since: float, key: str) -> str | None:
        """The ts of a message of ours, posted since then, whose mark has this key."""
        arguments: dict[str, object] = {"channel": channel, "oldest": f"{since - 60:.6f}", "limit": 100}
        arguments |= {"include_all_metadata": True}
        if thread_ts:
            found = self._call("conversations.replies", {**arguments, "ts": thread_ts}).get("messages")
        else:
            found = self._call("conversations.history", arguments).get("messages")
        for message in cast("Sequence[Mapping[str, Any]]", found or ()):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key") == key:
                return str(message["ts"])
        return None

    def _call(self, method: str, arguments: Mapping[str, object]) -> Mapping[str, Any]:
        rest = self._resting.get(method, 0.0) - time.monotonic()
        if rest > 0:
            raise Later(rest, f"{method}: resting", certain=True)
        try:
            return self._answer(method, arguments)
        except Later as later:
            # What it says about one message it would say about the next.
            self._resting[method] = time.monotonic() + later.seconds
            raise

    def _answer(self, method: str, arguments: Mapping[str, object]) -> Mapping[str, Any]:
        try:
            if method.startswith("conversations."):
                answer = self._client.api_call(method, http_verb="GET", params=_query(arguments))
            else:
                answer = self._client.api_call(method, json=dict(arguments))
        except SlackApiError as error:
            raise _verdict(method, error) from error
        except (OSError, HTTPException, SlackClientError) as error:
            raise Later(_AWAY, f"{method}: {type(error).__name__}") from error
        return cast("Mapping[str, Any]", answer.data)


def _query(arguments: Mapping[str, object]) -> dict[str, str]:
    return {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in arguments.items()}


def _body(message: Message, mark: Mapping[str, str]) -> dict[str, object]:
    return {
        "text": message.text,
        "blocks": list(message.blocks),
        # Nothing in a text of ours is to become a mention or a link by itself.
        "parse": "none",
        "link_names": False,
        "metadata": {"event_type": "dragoman_article", "event_payload": dict(mark)},
    }


def _verdict(method: str, error: SlackApiError) -> Later | RefusedError:
    answer = cast("SlackResponse", error.response)
    code = str(answer.get("error") or "") if isinstance(cast("object", answer.data), dict) else ""
    if answer.status_code == 429 or code in ("ratelimited", "rate_limited"):
        return Later(_retry_after(answer.headers), f"{method}: ratelimited", certain=True)
    if answer.status_code >= 500 or code in _TEMPORARY or not _WORD.fullmatch(code):
        return Later(_AWAY, f"{method}: {code if _WORD.fullmatch(code) else answer.status_code}")
    if code in _TOKEN:
        return Later(_TOKEN_TROUBLE, f"{method}: {code}")
    return RefusedError(code)


def _retry_after(headers: Mapping[str, Any]) -> float:
    """Seconds to wait; a minute where Slack names none."""
    named = {name.lower(): value for name, value in headers.items()}.get("retry-after", "60")
    text = str(named[0] if isinstance(named, list) else named)
    return float(text) if text.isdecimal() else 60.0
