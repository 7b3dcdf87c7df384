"""Cut a sentence that is too long for the engine, at a clause mark if one is near, else at a word."""

import re
from collections.abc import Iterator

from dragoman.text import Boundary, Span
from worker.prepare.sentences import trimmed

MARK = re.compile(r"[،,:؛;](?=\s)|\s(?=و\w)")


def clauses_of(text: str, sentence: Span, end: Boundary, limit: int) -> Iterator[tuple[Span, Boundary]]:
    """``sentence`` in pieces of at most ``limit`` code points, each with why it ends."""
    start = sentence.start
    while sentence.end - start > limit:
        window = start + limit
        marks = [m.end() for m in MARK.finditer(text, start + limit // 3, window)]
        space = text.rfind(" ", start + 1, window)
        cut = marks[-1] if marks else space if space > start else window
        span = trimmed(text, start, cut)
        if span is not None:
            yield span, Boundary.CLAUSE if marks else Boundary.LENGTH
        start = cut
    span = trimmed(text, start, sentence.end)
    if span is not None:
        yield span, end
