"""Fix a sentence: the button, the line's number, and the correction that is sent in."""

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import structlog

from api.slack import modals, words
from api.slack.followed import Edit, Ledger
from api.slack.lines import author_of
from api.slack.listeners import Ack, Listeners
from api.slack.modals import Fix
from api.slack.options import Access
from api.slack.outcomes import Later, RefusedError
from api.slack.payloads import Payload, Place, object_at, text_at
from api.slack.texts import clean
from api.slack.workspace import SENT_TWICE, Workspace

log = structlog.get_logger(__name__)

WINDOWS = 8
"""Windows that can be opened in the same moment."""


class Fixing:
    """``workspace`` makes a way to Slack for one call; ``settle`` is the seconds an acknowledgement may travel."""

    def __init__(
        self,
        ledger: Ledger,
        access: Access,
        listeners: Listeners,
        wake: Callable[[str], None],
        workspace: Callable[[], Workspace],
        settle: float,
    ) -> None:
        self._ledger = ledger
        self._access = access
        self._listeners = listeners
        self._wake = wake
        self._workspace = workspace
        self._settle = settle
        self._windows = ThreadPoolExecutor(WINDOWS, "slack-window")

    def close(self) -> None:
        self._windows.shutdown()

    def press(self, ack: Ack, body: Payload) -> None:
        pressed = self._listeners.pressed(body)
        if pressed:
            place, handle, message = pressed
            fix = Fix(
                channel=place.channel,
                thread_ts=message.thread_ts or "",
                message_ts=message.ts,
                key=handle.key,
                job_id=handle.job_id,
                article_id=handle.article_id,
                first=handle.first,
                n=handle.line,
            )
            # Everything else is written down and done by the follower in its turn. This cannot be: the click's
            # trigger_id opens a window for three seconds and once, and the follower may be waiting for another call
            # just then. So it is done now, in a thread of its own and not in this one, since the acknowledgement
            # must not wait for Slack either; and with a window that needs nothing of the API. It is not written down:
            # after a restart the trigger would be worth nothing, and whoever pressed the button sees that no window
            # came. What the window then needs is written down as everything is.
            self._windows.submit(self._open, place, fix)
        ack()

    def _open(self, place: Place, fix: Fix) -> None:
        try:
            view_id, view_hash = self._workspace().open_view(place.trigger, modals.opening(fix))
            if fix.n:
                edit = Edit(f"look:{view_id}", view_id, view_hash, str(fix), place.user)
                if self._ledger.add(edit):
                    self._wake(edit.key)
        except (Later, RefusedError) as trouble:
            if isinstance(trouble, RefusedError) and trouble.code in SENT_TWICE:
                return
            log.warning("slack.no_window", why=str(trouble))
            self._listeners.whisper(place, fix.thread_ts or None, words.NO_WINDOW)
        except Exception:  # nobody would look at it in a thread of a pool
            log.exception("slack.window_failed")

    def choose(self, ack: Ack, body: Payload) -> None:
        """The line's number was sent in."""
        fix = self._allowed(ack, body, modals.NUMBER)
        if fix is None:
            return
        number = _value(body, modals.NUMBER)
        if not (number.isascii() and number.isdecimal() and 0 < int(number) < 1_000_000):
            ack(response_action="errors", errors={modals.NUMBER: modals.NO_NUMBER})
            return
        fix = replace(fix, n=int(number))
        self._write_down(body, "look", fix)
        ack(response_action="update", view=modals.looking(fix))

    def save(self, ack: Ack, body: Payload) -> None:
        """A correction was sent in: the window waits, with its text in our keeping, until it is saved or is not."""
        fix = self._allowed(ack, body, modals.ENGLISH)
        if fix is None:
            return
        text = clean(_value(body, modals.ENGLISH)).encode("utf-8", "ignore").decode()
        if not re.search(r"\w", text):
            ack(response_action="errors", errors={modals.ENGLISH: modals.EMPTY})
            return
        view = json.dumps(object_at(body, "view"))
        self._write_down(body, "save", fix, text=text, view=view)
        ack(response_action="update", view=modals.said(fix, modals.SAVING))

    def _allowed(self, ack: Ack, body: Payload, block: str) -> Fix | None:
        try:
            fix = Fix.read(text_at(body, "view", "private_metadata"))
        except ValueError:
            empty = Fix("", "", "", "", "", "")
            ack(response_action="update", view=modals.said(empty, modals.OLD))
            return None
        # Whoever was allowed when the window opened may not be any more.
        refusal = self._access.refusal(fix.channel, text_at(body, "user", "id"))
        if refusal:
            ack(response_action="errors", errors={block: refusal})
            return None
        return fix

    def _write_down(
        self, body: Payload, what: str, fix: Fix, *, text: str | None = None, view: str | None = None
    ) -> None:
        user = text_at(body, "user", "id")
        view_id = text_at(body, "view", "id")
        edit = Edit(
            # The hash is new with every state of the window: one that is sent in twice is one.
            key=f"{what}:{view_id}:{text_at(body, 'view', 'hash')}",
            view_id=view_id,
            view_hash=None,
            fix=str(fix),
            user=user,
            author=author_of(text_at(body, "user", "name") or text_at(body, "user", "username"), user),
            text=text,
            view=view,
            # The acknowledgement changes the window as well. Overtaken by it, our change would be undone.
            ready_at=time.time() + self._settle,
        )
        if self._ledger.add(edit):
            self._wake(edit.key)


def _value(body: Payload, name: str) -> str:
    return text_at(body, "view", "state", "values", name, name, "value")
