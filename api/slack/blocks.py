"""The parts messages are built of, and Slack's limits on them.

Text that came from an article or from the API stands in ``plain_text`` and ``rich_text`` only, where Slack reads no
markup: it can mention nobody and link nowhere. The fallback ``text``, which notifications show, is escaped.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast
from urllib.parse import quote

from api.slack.texts import clean, escaped, isolated, pieces, shortened, size

Block: TypeAlias = dict[str, Any]

BLOCKS = 50
"""Slack's limit of blocks in a message."""

BLOCK_TEXT = 3000
"""Slack's limit of characters in a block of text."""

MESSAGE_TEXT = 30_000
"""Characters in all blocks together; Slack's own limit of a message is 40,000."""

FALLBACK_TEXT = 1000
"""What a notification shows at most."""

_MIDDLE = BLOCKS - 4

CANCEL, RETRY, THREAD, MORE, READ, FIX = "cancel", "retry", "thread", "more", "read", "fix"
"""The buttons' action ids."""


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` is what notifications and screen readers get."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """Tells two messages apart."""
        shown = json.dumps([self.text, self.blocks], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Handle:
    """What a button needs to know, carried in its value: nothing of it has to be remembered here.

    ``line`` is the number of the line the button stands at, 0 where it stands at none.
    """

    key: str
    job_id: str = ""
    article_id: str = ""
    first: int = 0
    line: int = 0

    def __str__(self) -> str:
        values = [self.key, self.job_id, self.article_id, self.first]
        return json.dumps([*values, self.line] if self.line else values, separators=(",", ":"))

    @classmethod
    def read(cls, value: str) -> "Handle":
        """Raises ValueError."""
        found = json.loads(value)
        if not isinstance(found, list):
            raise TypeError("not a handle")
        key, job_id, article_id, first, *line = cast("list[object]", found)
        return cls(str(key), str(job_id), str(article_id), int(str(first)), int(str(line[0])) if line else 0)


def message(fallback: str, blocks: Sequence[Block], tail: Sequence[Block]) -> Message:
    """As many of ``blocks`` as Slack takes, and always the ``tail``."""
    kept: list[Block] = []
    used = 0
    for block in blocks:
        used += text_size(block)
        if used > MESSAGE_TEXT or len(kept) == _MIDDLE:
            kept.append(context("There is more than Slack can show in one message: read the rest side by side."))
            break
        kept.append(block)
    return Message(escaped(shortened(fallback, FALLBACK_TEXT)), (*kept, *tail))


def text_size(block: object) -> int:
    """Characters of text anywhere in a block."""
    match block:
        case dict():
            items = cast("dict[str, object]", block).items()
            return sum(size(v) if k == "text" and isinstance(v, str) else text_size(v) for k, v in items)
        case list() | tuple():
            return sum(text_size(part) for part in cast("Sequence[object]", block))
        case _:
            return 0


def sections(text: str, *, rtl: bool = False) -> Iterator[Block]:
    """Text in as many blocks as it needs; each piece is isolated by itself when it is right-to-left."""
    for piece in pieces(clean(text), BLOCK_TEXT - 400):
        if piece.strip():
            yield from _isolated_sections(piece) if rtl else (section(piece),)


def _isolated_sections(piece: str) -> Iterator[Block]:
    # Two marks a line are little, unless every line is nearly empty.
    text = isolated(piece)
    for part in [text] if size(text) <= BLOCK_TEXT else [isolated(line) for line in piece.split("\n") if line.strip()]:
        yield section(part)


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def section(text: str) -> Block:
    return {"type": "section", "text": plain_text(text)}


def context(text: str) -> Block:
    return {"type": "context", "elements": [plain_text(text)]}


def plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def actions(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def button(action: str, label: str, handle: Handle, **more: object) -> Block:
    return {"type": "button", "action_id": action, "text": plain_text(label), "value": str(handle), **more}


def page_url(public_url: str, article_id: str) -> str:
    return f"{public_url}/articles/{quote(article_id, safe='')}"


def read_buttons(handle: Handle, public_url: str | None) -> list[Block]:
    if public_url is None or not handle.article_id:
        return []
    return [button(READ, "Read side by side", handle, url=page_url(public_url, handle.article_id))]


def cancel_button(handle: Handle) -> Block:
    return button(CANCEL, "Cancel", handle, style="danger")


def retry_button(handle: Handle, label: str = "Try again") -> Block:
    return button(RETRY, label, handle)


def fix_button(handle: Handle, label: str = "Fix a sentence") -> Block:
    return button(FIX, label, handle)


def thread_button(handle: Handle) -> Block:
    return button(THREAD, "Show in thread", handle)
