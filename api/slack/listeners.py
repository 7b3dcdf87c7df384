"""What happens while Slack waits for its acknowledgement: the request is written down, and nothing else.

No listener asks the API or Slack for anything, so the acknowledgement does not depend on either. (A window that has to
open at once is opened beside it, by fixing.py.) Everything has a key drawn from the message or click it belongs to: a
request that is sent again finds its row and changes nothing.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from api.slack import words
from api.slack.blocks import Handle
from api.slack.followed import Followed, Ledger, Notice, Origin, Page, Wish
from api.slack.options import Access
from api.slack.payloads import (
    Payload,
    Place,
    Posted,
    command_place,
    event_place,
    interaction_place,
    object_at,
    posted,
    press,
    text_at,
)
from api.slack.texts import has_arabic, only_links, typed

log = structlog.get_logger(__name__)

Ack = Callable[..., Any]

_NEWS = {"", "bot_message", "file_share", "thread_broadcast"}
"""Subtypes of messages that are somebody's words; the others tell of edits, joins and the like."""


class Listeners:
    """``wake`` is told the keys of the rows to look at."""

    def __init__(self, ledger: Ledger, access: Access, wake: Callable[[str], None], bot_user: str) -> None:
        self._ledger = ledger
        self._access = access
        self._wake = wake
        self._mention = re.compile(rf"<@{re.escape(bot_user)}(\|[^>]*)?>" if bot_user else r"^\s*<@[^>]+>")

    def command(self, ack: Ack, body: Mapping[str, Any]) -> None:
        place, text = command_place(body), typed(text_at(body, "text")).strip()
        refusal = self._access.refusal(place.channel, place.user)
        if refusal:
            ack(refusal)
        elif text.lower() in ("", "help", "?"):
            ack(words.HELP)
        elif not has_arabic(text):
            ack(words.LINKS if only_links(text) else words.NO_ARABIC)
        else:
            self._accept(_request(Origin.COMMAND, place, place.trigger, text=text))
            ack()

    def shortcut(self, ack: Ack, body: Mapping[str, Any]) -> None:
        place, message = interaction_place(body), posted(object_at(body, "message"))
        refusal = self._access.refusal(place.channel, place.user)
        thread = message.thread_ts or message.ts
        request = _request(Origin.SHORTCUT, place, message.ts, text=message.text, thread_ts=thread)
        if refusal:
            self.whisper(place, None, refusal)
        elif not has_arabic(message.text):
            self.whisper(place, None, words.LINKS if only_links(message.text) else words.NO_ARABIC)
        elif not self._accept(request) and not self._again(request):
            self.whisper(place, None, words.AGAIN)
        ack()

    def mention(self, body: Mapping[str, Any]) -> None:
        event = object_at(body, "event")
        place, message = event_place(body), posted(event)
        if not place.user or place.user == "USLACKBOT":
            return
        place = replace(place, trigger=message.ts)
        refusal = self._access.refusal(place.channel, place.user)
        text = typed(self._mention.sub("", text_at(event, "text"))).strip()
        thread = message.thread_ts or message.ts
        if refusal:
            self.whisper(place, message.thread_ts, refusal)
        elif has_arabic(text):
            self._accept(_request(Origin.MENTION, place, message.ts, text=text, thread_ts=thread))
        elif message.thread_ts and message.thread_ts != message.ts and not only_links(text):
            # The words beside the mention are a request to us; the article is what the thread hangs on.
            request = _request(Origin.MENTION, place, thread, source_ts=thread, thread_ts=thread)
            if not self._accept(request) and not self._same(request):
                self.whisper(place, thread, words.AGAIN)
        else:
            self.whisper(place, message.thread_ts, words.LINKS if only_links(text) else words.HELP)

    def message(self, body: Mapping[str, Any]) -> None:
        """Any message in a channel the bot is in; only those in feeds are for us."""
        event = object_at(body, "event")
        place = event_place(body)
        if place.channel not in self._access.feeds or text_at(event, "subtype") not in _NEWS:
            return
        message = posted(event)
        in_thread = message.thread_ts is not None and message.thread_ts != message.ts
        if in_thread or self._mention.search(text_at(event, "text")) or not has_arabic(message.text):
            return
        self._accept(_request(Origin.FEED, place, message.ts, text=message.text, thread_ts=message.ts))

    def cancel(self, ack: Ack, body: Mapping[str, Any]) -> None:
        self._wish(body, Wish.CANCEL)
        ack()

    def retry(self, ack: Ack, body: Mapping[str, Any]) -> None:
        self._wish(body, Wish.RETRY)
        ack()

    def show(self, ack: Ack, body: Mapping[str, Any]) -> None:
        """The article, or its next page, into the thread of the message with the button."""
        pressed = self.pressed(body)
        if pressed:
            place, handle, message = pressed
            thread = message.thread_ts or message.ts
            key = f"page:{place.channel}:{thread}:{handle.article_id}:{handle.first}"
            page = Page(key, place.channel, thread, place.user, place.response_url, handle.article_id, handle.first)
            if self._ledger.add(page):
                self._wake(key)
            else:
                self.whisper(place, thread, words.AGAIN_PAGE)
        ack()

    def read(self, ack: Ack) -> None:
        """A button with an address: the browser has opened it, and Slack tells us."""
        ack()

    def _wish(self, body: Payload, wish: Wish) -> None:
        pressed = self.pressed(body)
        if not pressed:
            return
        place, handle, message = pressed
        row = self._ledger.find(handle.key)
        if row is None and handle.job_id:
            # The message itself says what it belongs to: it can be taken over without having been remembered.
            row = Followed(
                handle.key,
                Origin.SHORTCUT,
                place.channel,
                message.thread_ts,
                place.user,
                place.response_url,
                job_id=handle.job_id,
                article_id=handle.article_id,
                message_ts=message.ts,
            )
            self._ledger.add(row)
        if row is None:
            self.whisper(place, message.thread_ts, words.FAILED_BUTTON)
        elif row.open or (wish is Wish.RETRY and row.job_id):
            self._ledger.change(row, wish=wish, open=True)
            self._wake(row.key)

    def pressed(self, body: Payload) -> tuple[Place, Handle, Posted] | None:
        """The button, when it is one of ours and this person may press it; else they are told."""
        try:
            found = press(body)
        except ValueError:
            place = interaction_place(body)
            self.whisper(place, None, words.FAILED_BUTTON)
            return None
        refusal = self._access.refusal(found.place.channel, found.place.user)
        if refusal:
            self.whisper(found.place, found.message.thread_ts, refusal)
            return None
        return found.place, found.handle, found.message

    def _accept(self, request: Followed) -> bool:
        """Write it down. Whether it is new."""
        if not self._ledger.add(request):
            return False
        log.info("slack.received", key=request.key, origin=request.origin.value)
        self._wake(request.key)
        return True

    def _again(self, request: Followed) -> bool:
        """Somebody asks once more for what came to nothing before. Whether it is taken up."""
        if not self._ledger.revive(request):
            return False
        self._wake(request.key)
        return True

    def _same(self, request: Followed) -> bool:
        """Whether this very event has come before, which is nothing to speak of."""
        earlier = self._ledger.find(request.key)
        return earlier is not None and earlier.user == request.user

    def whisper(self, place: Place, thread_ts: str | None, text: str) -> None:
        """Tell whoever it was, and nobody else."""
        key = f"say:{place.channel}:{place.trigger or uuid.uuid4()}"
        if self._ledger.add(Notice(key, place.channel, thread_ts, place.user, place.response_url, text)):
            self._wake(key)


def _request(
    origin: Origin,
    place: Place,
    mark: str,
    *,
    text: str | None = None,
    source_ts: str | None = None,
    thread_ts: str | None = None,
) -> Followed:
    """``mark`` is what Slack calls this message or click: with team and channel it makes the Idempotency-Key."""
    return Followed(
        # Without a name there is no telling two of them apart, and losing one would be worse than doing it twice.
        key=f"slack:{place.team}:{place.channel}:{mark or uuid.uuid4()}",
        origin=origin,
        channel=place.channel,
        thread_ts=thread_ts,
        user=place.user,
        response_url=place.response_url,
        text=text,
        source_ts=source_ts,
    )
