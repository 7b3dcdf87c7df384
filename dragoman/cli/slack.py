"""``dragoman slack --check``: what the Slack app still needs before it can start."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import httpx2
from rich.text import Text

from dragoman.cli.display import output, printable
from dragoman.cli.errors import FAILED_HERE, OK
from dragoman.client import Client
from dragoman.errors import ClientError
from dragoman.settings import Settings

SCOPES = ("app_mentions:read", "channels:history", "chat:write", "commands", "groups:history")
"""What the bot may do; api/slack/manifest.json asks for the same."""

_BOT_TOKEN = re.compile(r"xoxb-[A-Za-z0-9-]{10,}")
_APP_TOKEN = re.compile(r"xapp-[A-Za-z0-9-]{10,}")
_SIGNING_SECRET = re.compile(r"[A-Za-z0-9]{32}")
_ID = {"channels": re.compile(r"[CGD][A-Z0-9]{2,}"), "users": re.compile(r"[UW][A-Z0-9]{2,}")}


@dataclass(frozen=True, slots=True)
class Finding:
    """``good`` is ``None`` for what the app can do without."""

    good: bool | None
    sentence: str


def check(settings: Settings, client: Client) -> int:
    """Print what is there and what is missing; the exit code says whether the app can start."""
    console = output()
    findings: list[Finding] = []
    for finding in _findings(settings, client):
        mark, style = {True: ("ok", "green"), False: ("missing", "bold red"), None: ("note", "yellow")}[finding.good]
        console.print(Text.assemble((f"{mark:<8}", style), printable(finding.sentence)), soft_wrap=True)
        findings.append(finding)
    missing = sum(finding.good is False for finding in findings)
    if missing:
        what = "thing is" if missing == 1 else "things are"
        console.print(f"{missing} {what} missing; docs/slack.md says how to get there.", soft_wrap=True)
        return FAILED_HERE
    console.print("The Slack app can start: python -m api.slack", soft_wrap=True)
    return OK


def _findings(settings: Settings, client: Client) -> Iterator[Finding]:
    yield from _bot(settings)
    yield from _signing_secret(settings) if settings.slack_mode == "http" else _connection(settings)
    yield _api(client)
    yield _folder(settings)
    if settings.public_url:
        yield Finding(True, f"links to the reader page go to {settings.public_url}")
    else:
        yield Finding(None, "DRAGOMAN_PUBLIC_URL is not set: results come without the button 'Read side by side'")
    yield from _lists(settings)


def _bot(settings: Settings) -> Iterator[Finding]:
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    if not token:
        yield Finding(False, "SLACK_BOT_TOKEN: set it to the Bot User OAuth Token (xoxb-…) of 'OAuth & Permissions'")
        return
    if not _BOT_TOKEN.fullmatch(token):
        yield Finding(False, "SLACK_BOT_TOKEN does not look like a bot token, which begins with xoxb-")
        return
    answer, scopes = _ask(settings, "auth.test", token)
    if not answer.get("ok"):
        yield Finding(False, f"Slack refuses SLACK_BOT_TOKEN: {answer.get('error')}")
        return
    yield Finding(True, f"SLACK_BOT_TOKEN belongs to {answer.get('user')} in {answer.get('team')}")
    lacking = [scope for scope in SCOPES if scope not in scopes]
    if lacking:
        yield Finding(False, f"scopes: add {', '.join(lacking)} to the bot, then install the app once more")
    else:
        yield Finding(True, "scopes: the bot has all it needs")


def _connection(settings: Settings) -> Iterator[Finding]:
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    if not token:
        yield Finding(False, "SLACK_APP_TOKEN: generate an app-level token (xapp-…) with the scope connections:write")
    elif not _APP_TOKEN.fullmatch(token):
        yield Finding(False, "SLACK_APP_TOKEN does not look like an app-level token, which begins with xapp-")
    else:
        answer, _ = _ask(settings, "apps.connections.open", token)
        good = bool(answer.get("ok"))
        reason = f"Slack refuses SLACK_APP_TOKEN: {answer.get('error')}"
        yield Finding(good, "SLACK_APP_TOKEN opens Socket Mode connections" if good else reason)


def _signing_secret(settings: Settings) -> Iterator[Finding]:
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    if not secret:
        yield Finding(False, "SLACK_SIGNING_SECRET: copy it from 'Basic Information'; HTTP mode cannot do without")
    elif not _SIGNING_SECRET.fullmatch(secret):
        yield Finding(False, "SLACK_SIGNING_SECRET does not look like one: 32 letters and digits")
    else:
        yield Finding(
            True, f"SLACK_SIGNING_SECRET is set; Slack must reach port {settings.slack_port} at /slack/events"
        )


def _ask(settings: Settings, method: str, token: str) -> tuple[dict[str, Any], set[str]]:
    """Slack's answer and the scopes it names."""
    url = f"{settings.slack_api_url.rstrip('/')}/{method}"
    try:
        response = httpx2.post(url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        answer: object = response.json()
    except (httpx2.HTTPError, httpx2.InvalidURL):
        return {"error": f"nothing answers at {settings.slack_api_url}"}, set()
    except ValueError:
        return {"error": f"{settings.slack_api_url} is not Slack"}, set()
    scopes = set(response.headers.get("x-oauth-scopes", "").replace(" ", "").split(","))
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else {"error": "no answer"}, scopes


def _api(client: Client) -> Finding:
    try:
        status = client.ready().get("status")
    except ClientError as error:
        return Finding(False, f"the API: {error}")
    return Finding(True, f"the API at {client.base_url} answers: {status}")


def _folder(settings: Settings) -> Finding:
    """The nearest folder that is there decides; nothing is made here."""
    folder = settings.data_dir.resolve()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Finding(True, f"what must survive a restart is kept in {folder}")
    return Finding(False, f"DRAGOMAN_DATA_DIR: {folder} cannot be written")


def _lists(settings: Settings) -> Iterator[Finding]:
    lists = {
        "DRAGOMAN_SLACK_CHANNELS": (settings.slack_channels, "channels"),
        "DRAGOMAN_SLACK_USERS": (settings.slack_users, "users"),
        "DRAGOMAN_SLACK_FEED_CHANNELS": (settings.slack_feed_channels, "channels"),
    }
    for name, (text, kind) in lists.items():
        wrong = [item for item in (text or "").replace(",", " ").split() if not _ID[kind].fullmatch(item)]
        if wrong:
            yield Finding(False, f"{name}: {', '.join(wrong)} is no id; names are not ids, Slack shows ids in 'About'")
