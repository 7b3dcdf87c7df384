"""Cut what no stop cuts: runs without punctuation, and sentences too long for the engine.

Every such cut is marked: ``Boundary.CLAUSE`` where a clause begins, ``Boundary.LENGTH`` where only the limit asked.
"""

import re
from collections.abc import Iterator

from dragoman.text import Boundary, Span
from worker.prepare.spans import trimmed
from worker.prepare.unstopped import Token, scores_of, sentence_ends, tokens_of

UNSTOPPED_WORDS = 10
"""In a text without stops, a run of so many words may hold more than one sentence."""

UNSTOPPED_ODDS = -0.5
"""The log odds that such a cut must show (tuned on the development pages and held-out news)."""

STOPPED_WORDS = 20
"""With stops around it, only a run of so many words is suspected to hold more than one sentence …"""

STOPPED_ODDS = 5.0
"""… and a cut in it must be this sure (6 false cuts in 14,336 single sentences) …"""

LONG_WORDS = 60
LONG_ODDS = 3.0
"""… or this, in a run so long that it is hardly one sentence."""

COMMA = re.compile(r"[،؛,;:][\"”»)]?$")
CLAUSE_BONUS = 2.0
"""How much a comma before a gap is worth, in log odds, when a sentence must be cut somewhere."""


def runs_of(text: str, sentence: Span, end: Boundary, *, unstopped: bool) -> Iterator[tuple[Span, Boundary]]:
    """``sentence`` cut where its words say that another one begins. ``unstopped`` says that the text has no stops."""
    words = UNSTOPPED_WORDS if unstopped else STOPPED_WORDS
    if len(sentence) < 3 * words:
        yield sentence, end
        return
    tokens = tokens_of(text, sentence)
    if len(tokens) <= words:
        yield sentence, end
        return
    stopped = LONG_ODDS if len(tokens) > LONG_WORDS else STOPPED_ODDS
    start = sentence.start
    for at in sentence_ends(tokens, UNSTOPPED_ODDS if unstopped else stopped, after_comma=unstopped):
        yield Span(start, tokens[at - 1].span.end), Boundary.CLAUSE
        start = tokens[at].span.start
    yield Span(start, sentence.end), end


def pieces_of(text: str, sentence: Span, end: Boundary, limit: int) -> Iterator[tuple[Span, Boundary]]:
    """``sentence`` in pieces of at most ``limit`` code points, cut at the best gap in reach of the limit."""
    start = sentence.start
    while sentence.end - start > limit:
        cut, boundary = _best_cut(text, start, limit)
        span = trimmed(text, start, cut)
        if span is not None:
            yield span, boundary
        start = cut
    span = trimmed(text, start, sentence.end)
    if span is not None:
        yield span, end


def _best_cut(text: str, start: int, limit: int) -> tuple[int, Boundary]:
    """Where to cut ``text[start:]`` so that the piece fits, and what kind of cut that is."""
    window = Span(start, start + limit)
    tokens = tokens_of(text, Span(start, min(len(text), start + limit + 1)))
    if tokens and tokens[-1].span.end > window.end:
        tokens[-1] = Token(tokens[-1].span, "", "", "")
    scores = scores_of(tokens)
    best, best_value, best_boundary = window.end, float("-inf"), Boundary.LENGTH
    for at in range(1, len(tokens)):
        cut = tokens[at - 1].span.end
        if cut < start + limit // 3 or cut > window.end:
            continue
        comma = COMMA.search(text, max(start, cut - 2), cut) is not None
        value = scores[at] + CLAUSE_BONUS * comma
        clause = comma or scores[at] > 0
        # a word gap alone is the last resort, and then the later the better
        ranked = value if clause else -100 + cut / (start + limit)
        if ranked > best_value:
            best, best_value, best_boundary = cut, ranked, Boundary.CLAUSE if clause else Boundary.LENGTH
    return best, best_boundary
