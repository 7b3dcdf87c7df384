"""Punctuation that carries meaning: who is quoted, what is asked."""

import re

from dragoman.translation import Flag

_MARKS = '"«»“”„‟‹›'
_OPENING, _CLOSING = "«“„‹", "»”‟›"
_PASSAGE_WORDS = 4
"""A quotation this long is somebody's words; shorter ones are names and terms, whose marks English may leave out."""


def quotation(source: str, target: str) -> list[Flag]:
    """A quotation that the target lost or gained, or left open where the source closed it."""
    ours, theirs = _count(source), _count(target)
    lost = _has_passage(source) and not theirs
    gained = _has_passage(target) and not ours and ":" not in source
    left_open = not _open(source) and _open(target)
    if not lost and not gained and not left_open:
        return []
    return [Flag("quotation", {"source": ours, "target": theirs, "open": left_open})]


def question(source: str, target: str) -> list[Flag]:
    """A question that became a statement, or the other way round. One sentence may hold several."""
    asked, asks = "؟" in source or "?" in source, "?" in target
    return [Flag("question", {"source": asked, "target": asks})] if asked != asks else []


def _count(text: str) -> int:
    return sum(text.count(mark) for mark in _MARKS)


def _has_passage(text: str) -> bool:
    parts = re.split(f"[{_MARKS}]", text)
    # Every second part lies between two marks; a mark that is never closed quotes to the end.
    return any(len(part.split()) >= _PASSAGE_WORDS for part in parts[1::2])


def _open(text: str) -> bool:
    paired = sum(text.count(c) for c in _OPENING) != sum(text.count(c) for c in _CLOSING)
    return paired or text.count('"') % 2 == 1
