"""The window in which a sentence is corrected, from the line's number to what became of the correction.

As everywhere, text of the article stands in ``plain_text`` only. Slack keeps a window's blocks apart by ``block_id``:
what was typed stays when a window is changed and the block is still there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias, cast

from api.slack.blocks import BLOCK_TEXT, Block, context, page_url, plain_text, section, sections
from api.slack.lines import Line, shown_author
from api.slack.texts import FSI, clean, isolated, shortened, size

View: TypeAlias = dict[str, Any]

CHOOSE, SAVE = "fix_choose", "fix_save"
"""The windows' callback ids."""

NUMBER, ENGLISH = "number", "english"
"""The inputs' block and action ids."""

INPUT = 3000
"""Slack's limit of characters in an input."""

_NOTICE = "notice"
_ARABIC_BLOCKS = 30

AWAY = "The translator does not answer just now. Nothing you wrote is lost: please try again in a minute."
SAVING = "Saving … You may close this window; the correction appears where the line stands."
EMPTY = "Please write the sentence in English."
NO_NUMBER = "Please give a line's number, such as 3."
OLD = "This window is too old for me. Please press the button once more."
RENUMBERED = "The article's lines were numbered anew meanwhile, and this one is gone. This is what you wrote:"


@dataclass(frozen=True, slots=True)
class Fix:
    """What a window is about, carried in its private_metadata (3,000 characters at most).

    The button stood in message ``message_ts``; with ``first``, that is what its page began with. ``version`` and
    ``mark`` are of the line as it was shown.
    """

    channel: str
    thread_ts: str
    message_ts: str
    key: str
    job_id: str
    article_id: str
    first: int = 0
    n: int = 0
    version: int = 0
    mark: str = ""

    def __str__(self) -> str:
        values = [self.channel, self.thread_ts, self.message_ts, self.key, self.job_id, self.article_id]
        return json.dumps([*values, self.first, self.n, self.version, self.mark], separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Fix":
        """Raises ValueError."""
        found = json.loads(text)
        if not isinstance(found, list) or len(cast("list[object]", found)) != 10:
            raise ValueError("not a window of ours")
        *texts, first, n, version, mark = map(str, cast("list[object]", found))
        channel, thread_ts, message_ts, key, job_id, article_id = texts
        return cls(channel, thread_ts, message_ts, key, job_id, article_id, int(first), int(n), int(version), mark)

    def at(self, line: Line) -> "Fix":
        return replace(self, n=line.n, version=line.version, mark=line.mark)


def opening(fix: Fix) -> View:
    """What opens at once, before anybody was asked for the line."""
    return looking(fix) if fix.n else choosing(fix)


def looking(fix: Fix) -> View:
    return said(fix, "Looking up the line …")


def said(fix: Fix, sentence: str, *more: Block) -> View:
    """A window that only says something."""
    return {
        "type": "modal",
        "title": plain_text(_title(fix)),
        "close": plain_text("Close"),
        "private_metadata": str(fix),
        "blocks": [section(shortened(sentence, BLOCK_TEXT)), *more],
    }


def choosing(fix: Fix, notice: str = "") -> View:
    number: Block = {"type": "number_input", "action_id": NUMBER, "is_decimal_allowed": False, "min_value": "1"}
    if fix.n:
        number["initial_value"] = str(fix.n)
    asked = _input(NUMBER, "Which line?", number, "The number that stands before it, as in [3].")
    return _asking(replace(fix, version=0, mark=""), CHOOSE, "Next", [*_notice(clean(notice)), asked])


def editing(fix: Fix, line: Line, public_url: str | None, text: str = "", notice: Sequence[Block] = ()) -> View:
    """The Arabic, and its English to be changed; ``text`` is what somebody has written already."""
    fix = fix.at(line)
    arabic = list(islice(sections(line.arabic, rtl=True), _ARABIC_BLOCKS))
    if size(line.english) > INPUT and not text:
        sentence = "This line is too long to be changed in Slack."
        where = f" It can be on the page: {page_url(public_url, fix.article_id)}#s{line.n}" if public_url else ""
        return said(fix, f"{sentence}{where}")
    return _asking(fix, SAVE, "Save", [*notice, *arabic, *_whose(line), _english(text or clean(line.english))])


def again(view: Mapping[str, Any], text: str, notice: str) -> View:
    """The window as it was sent in, with what was written in it and a sentence above."""
    blocks: list[Block] = [block for block in view["blocks"] if block.get("block_id") != _NOTICE]
    blocks = [_english(text) if block.get("block_id") == ENGLISH else block for block in blocks]
    kept = {name: view[name] for name in ("type", "title", "submit", "close", "callback_id", "private_metadata")}
    return {**kept, "blocks": [*_notice(clean(notice)), *blocks]}


def contested(line: Line) -> list[Block]:
    """Somebody was faster: what stands there now, above what this person has written."""
    who = f"{isolated(shown_author(line.author), FSI)} has" if line.author else "Somebody has"
    sentence = f"{who} changed this line while you were writing. Your text is below; saving replaces this:"
    return [*_notice(sentence), *islice(sections(line.english), _ARABIC_BLOCKS)]


def saved(fix: Fix, line: Line) -> View:
    return said(fix, f"Line {line.n} is corrected, with your name beside it.", *islice(sections(line.english), 5))


def _whose(line: Line) -> list[Block]:
    return [context(f"Corrected by {isolated(shown_author(line.author), FSI)}")] if line.author else []


def _notice(sentence: str) -> list[Block]:
    return [{**section(shortened(sentence, BLOCK_TEXT)), "block_id": _NOTICE}] if sentence else []


def _english(text: str) -> Block:
    field = {"type": "plain_text_input", "action_id": ENGLISH, "multiline": True, "max_length": INPUT}
    field |= {"initial_value": shortened(text, INPUT)}
    hint = "Your name stands beside it, and the same Arabic sentence is given your English from now on."
    return _input(ENGLISH, "English", field, hint)


def _input(name: str, label: str, element: Block, hint: str) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label),
        "element": element,
        "hint": plain_text(hint),
    }


def _asking(fix: Fix, callback: str, submit: str, blocks: Sequence[Block]) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain_text(_title(fix)),
        "submit": plain_text(submit),
        "close": plain_text("Cancel"),
        "private_metadata": str(fix),
        "blocks": list(blocks),
    }


def _title(fix: Fix) -> str:
    return f"Fix line {fix.n}" if 0 < fix.n < 1_000_000 else "Fix a sentence"
