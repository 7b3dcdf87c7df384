"""Cut a line of text into sentences."""

import re
from collections.abc import Iterator

from dragoman.text import Boundary, Span, is_visible

STOP = re.compile(r"[.!?؟…؛۔]+[\"'”“»«’›)\]]*(?:[.,،]+(?=\s))?(?=\s|$)")


def trimmed(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without the white space and invisible marks at its ends, ``None`` when nothing is left."""
    while start < end and not is_visible(text[start]):
        start += 1
    while end > start and not is_visible(text[end - 1]):
        end -= 1
    return Span(start, end) if start < end else None


def sentences_of(text: str, line: Span) -> Iterator[tuple[Span, Boundary]]:
    """The sentences of one line, in reading order, with why each ends."""
    start = line.start
    for stop in STOP.finditer(text, line.start, line.end):
        span = trimmed(text, start, stop.end())
        if span is not None:
            yield span, Boundary.STOP
        start = stop.end()
    span = trimmed(text, start, line.end)
    if span is not None:
        yield span, Boundary.BREAK
