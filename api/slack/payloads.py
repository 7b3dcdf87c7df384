"""What arrives from Slack, read into values of our own. Nothing in a payload is taken for sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from api.slack.blocks import Handle
from api.slack.texts import has_arabic, typed

Payload = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was asked, and by whom. ``trigger`` is new with every click; it is empty for events."""

    team: str
    channel: str
    user: str
    trigger: str = ""
    response_url: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of somebody's. ``thread_ts`` is set when it is in a thread."""

    ts: str
    thread_ts: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was clicked, and the message it stands in."""

    place: Place
    handle: Handle
    message: Posted


def inner(payload: object, name: str) -> object:
    return cast("Payload", payload).get(name) if isinstance(payload, Mapping) else None


def text_at(payload: Payload, *path: str) -> str:
    """The text at the end of ``path``; empty where there is none."""
    found: object = payload
    for name in path:
        found = inner(found, name)
    return found if isinstance(found, str) else ""


def object_at(payload: Payload, name: str) -> Payload:
    """The object of that name; empty where there is none."""
    found = inner(payload, name)
    return cast("Payload", found) if isinstance(found, Mapping) else {}


def command_place(body: Payload) -> Place:
    return Place(
        team=text_at(body, "team_id"),
        channel=text_at(body, "channel_id"),
        user=text_at(body, "user_id"),
        trigger=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url") or None,
    )


def interaction_place(body: Payload) -> Place:
    """Of a shortcut or a button."""
    return Place(
        team=text_at(body, "team", "id") or text_at(body, "user", "team_id"),
        channel=text_at(body, "channel", "id") or text_at(body, "container", "channel_id"),
        user=text_at(body, "user", "id"),
        trigger=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url") or None,
    )


def event_place(body: Payload) -> Place:
    return Place(
        team=text_at(body, "team_id"),
        channel=text_at(body, "event", "channel"),
        user=text_at(body, "event", "user"),
    )


def posted(message: Payload) -> Posted:
    thread_ts = text_at(message, "thread_ts")
    return Posted(text_at(message, "ts"), thread_ts or None, message_text(message))


def press(body: Payload) -> Press:
    """Raises ValueError when the button is none of ours as they are today."""
    clicked = _list(body.get("actions"))
    if not clicked:
        raise ValueError("no action")
    try:
        handle = Handle.read(text_at(clicked[0], "value"))
    except TypeError as error:
        raise ValueError("no handle") from error
    message = object_at(body, "message")
    ts = text_at(message, "ts") or text_at(body, "container", "message_ts")
    thread_ts = text_at(message, "thread_ts") or text_at(body, "container", "thread_ts")
    return Press(interaction_place(body), handle, Posted(ts, thread_ts or None, ""))


def message_text(message: Payload) -> str:
    """What a message says. Feeds often say it in attachments and leave only a title in the text."""
    text = typed(text_at(message, "text"))
    if has_arabic(text):
        return text
    parts = [
        typed(text_at(attachment, name))
        for attachment in _list(message.get("attachments"))
        for name in ("title", "text")
    ]
    attached = "\n\n".join(part for part in parts if part)
    return attached if has_arabic(attached) else text


def _list(value: object) -> Sequence[Payload]:
    items = cast("Sequence[object]", value) if isinstance(value, list) else ()
    return [cast("Payload", item) for item in items if isinstance(item, Mapping)]
