"""Cutting what is too long for the engine, so that nothing is ever truncated in silence."""

import re
from collections.abc import Callable

# Best place first: after a stop inside the sentence, a semicolon or colon, a comma, a dash, any white space.
_MARKS = (r"[.!?؟…](?=\s)", r"[؛;:](?=\s)", r"[،,](?=\s)", r"\s[-–—](?=\s)", r"\s")


def split_to_fit(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Cut ``text`` into the pieces that ``fits`` accepts, at the best mark nearest the middle.

    Joined by a space the pieces hold every visible character of ``text``. A run without white space is cut in half.
    """
    text = text.strip()
    if not text:
        return []
    if len(text) == 1 or fits(text):
        return [text]
    cut = _cut(text)
    return split_to_fit(text[:cut], fits) + split_to_fit(text[cut:], fits)


def _cut(text: str) -> int:
    middle = len(text) // 2
    for mark in _MARKS:
        ends = [m.end() for m in re.finditer(mark, text) if 0 < m.end() < len(text)]
        best = min(ends, key=lambda end: abs(end - middle), default=None)
        # A mark near the edge would leave a scrap; a worse mark nearer the middle reads better.
        if best is not None and len(text) // 5 <= best <= len(text) * 4 // 5:
            return best
    return middle


def split_at_clause(text: str) -> list[str]:
    """The two halves of ``text`` at the clause mark nearest its middle, or nothing when no mark is near it."""
    middle = len(text) // 2
    ends = [m.end() for m in re.finditer(r"[،,؛;:.](?=\s)", text) if len(text) // 4 <= m.end() <= len(text) * 3 // 4]
    best = min(ends, key=lambda end: abs(end - middle), default=None)
    return [text[:best].strip(), text[best:].strip()] if best is not None else []
