"""Payloads as Slack sends them, in the shapes of its reference (docs.slack.dev/reference)."""

import time
from itertools import count
from typing import Any

from tests.slack.fake import BOT, CHANNEL, TEAM, USER, Slack

_numbers = count(1)
_NAMES = dict.fromkeys((CHANNEL,), "general")


def command(
    slack: Slack, text: str, *, channel: str = CHANNEL, user: str = USER, trigger_id: str = ""
) -> dict[str, Any]:
    return {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": TEAM,
        "team_domain": "example",
        "channel_id": channel,
        "channel_name": _NAMES.get(channel, "privategroup"),
        "user_id": user,
        "user_name": "steve",
        "command": "/dragoman",
        "text": text,
        "api_app_id": "A123456",
        "is_enterprise_install": "false",
        "response_url": f"{slack.base}/response/{next(_numbers)}",
        "trigger_id": trigger_id or slack.trigger(),
    }


def shortcut(slack: Slack, message: dict[str, Any], *, channel: str = CHANNEL, user: str = USER) -> dict[str, Any]:
    return {
        "type": "message_action",
        "token": "Nj2rfC2hU8mAfgaJLemZgO7H",
        "action_ts": f"{time.time():.6f}",
        "team": {"id": TEAM, "domain": "example"},
        "user": {"id": user, "username": "sam", "team_id": TEAM, "name": "sam"},
        "channel": {"id": channel, "name": _NAMES.get(channel, "privategroup")},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": "translate_and_summarise",
        "trigger_id": slack.trigger(),
        "response_url": f"{slack.base}/response/{next(_numbers)}",
        "message_ts": message["ts"],
        "message": message,
    }


def press(
    slack: Slack, message: dict[str, Any], button: dict[str, Any], *, channel: str = CHANNEL, user: str = USER
) -> dict[str, Any]:
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": False}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "sam", "name": "sam", "team_id": TEAM},
        "api_app_id": "A123456",
        "token": "Nj2rfC2hU8mAfgaJLemZgO7H",
        "container": container,
        "trigger_id": slack.trigger(),
        "team": {"id": TEAM, "domain": "example"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": _NAMES.get(channel, "privategroup")},
        "message": message,
        "state": {"values": {}},
        "response_url": f"{slack.base}/response/{next(_numbers)}",
        "actions": [{**button, "block_id": "zXVh", "type": "button", "action_ts": f"{time.time():.6f}"}],
    }


def submission(
    slack: Slack, view_id: str, *, user: str = USER, name: str = "sam", typed: dict[str, str] | None = None
) -> dict[str, Any]:
    """A window sent in, with what is ``typed`` in its inputs, by block."""
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "example"},
        "user": {"id": user, "username": name, "name": name, "team_id": TEAM},
        "api_app_id": "A123456",
        "token": "Nj2rfC2hU8mAfgaJLemZgO7H",
        "trigger_id": slack.trigger(),
        "view": slack.filled(view_id, typed or {}),
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def event(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "token": "one-long-verification-token",
        "team_id": TEAM,
        "api_app_id": "A123456",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{next(_numbers):08d}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}],
        "event_context": "EC12345",
    }


def mention(
    text: str, ts: str, *, thread_ts: str | None = None, channel: str = CHANNEL, user: str = USER
) -> dict[str, Any]:
    thread = {"thread_ts": thread_ts} if thread_ts else {}
    happened = {"type": "app_mention", "user": user, "text": text, "ts": ts, "channel": channel, "event_ts": ts}
    return event({**happened, **thread})


def message(text: str, ts: str, *, channel: str = CHANNEL, **more: Any) -> dict[str, Any]:
    kind = "group" if channel.startswith("G") else "channel"
    happened = {"type": "message", "user": USER, "text": text, "ts": ts, "channel": channel, "event_ts": ts}
    return event({**happened, "channel_type": kind, **more})
