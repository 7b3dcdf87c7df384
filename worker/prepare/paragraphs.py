"""From the lines that are left to paragraphs: hard-wrapped lines are joined, and each paragraph gets its kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.text import Furniture, SegmentKind, Span
from worker.prepare.lines import Line
from worker.prepare.spans import trimmed, without

TITLE_WORDS = 34
HEADING_WORDS = 9
HEADLINES = 4
TELLING_WORDS = 4
"""A first line of fewer words gives the title up to a longer one among the next lines."""

WRAPPED_LINES = 4
INNER_STOP = re.compile(r"\w{3}[\"”»)]?\.\s+\w+\s+\w+\s+\w+")
"""A full stop with a sentence after it, as no headline has."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the article that no line break cuts into sentences, though it may hold some."""

    span: Span
    kind: SegmentKind


def paragraphs_of(text: str, lines: Sequence[Line], furniture: Sequence[Furniture]) -> list[Paragraph]:
    """The article's paragraphs in reading order; ``furniture`` is left out."""
    removed = [one.span for one in furniture]
    left: list[tuple[Line, Span]] = []
    hole = 0
    for line in lines:
        while hole < len(removed) and removed[hole].end <= line.span.start:
            hole += 1
        inside = [span for span in removed[hole : hole + 3] if span.overlaps(line.span)]
        left.extend((line, span) for span in without(text, line.span, inside))
    joined = _joined(text, left)
    title = _title(joined)
    return [Paragraph(span, _kind(joined, at, title)) for at, (_, span) in enumerate(joined)]


def _joined(text: str, left: Sequence[tuple[Line, Span]]) -> list[tuple[Line, Span]]:
    """Lines put together again where the break between them is only the width of a page."""
    joined: list[tuple[Line, Span]] = []
    for start, end, wrapped in _blocks(text, left):
        for line, span in left[start:end]:
            if joined and span is not left[start][1] and (wrapped or _goes_on(text, joined[-1][1], span)):
                joined[-1] = (joined[-1][0], Span(joined[-1][1].start, span.end))
            else:
                joined.append((line, span))
    return joined


def _blocks(text: str, left: Sequence[tuple[Line, Span]]) -> list[tuple[int, int, bool]]:
    """Runs of lines with no empty line or furniture between, and whether they are hard-wrapped."""
    blocks: list[tuple[int, int, bool]] = []
    start = 0
    for at in range(1, len(left) + 1):
        if at < len(left) and not left[at][0].blank_before and _touch(text, left[at - 1][1], left[at][1]):
            continue
        blocks.append((start, at, _is_wrapped([line for line, _ in left[start:at]])))
        start = at
    return blocks


def _touch(text: str, span: Span, following: Span) -> bool:
    """Whether only a line break stands between two lines."""
    return following.start - span.end <= 4 and trimmed(text, span.end, following.start) is None


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether all lines but the last are about as long as the longest, and most end in the middle of a sentence."""
    if len(lines) < WRAPPED_LINES or any(line.bulleted for line in lines):
        return False
    lengths = [len(line.span) for line in lines[:-1]]
    longest = max(lengths)
    full = sum(length >= 0.75 * longest for length in lengths)
    open_ended = sum(not line.stopped for line in lines[:-1])
    return 25 <= longest <= 130 and full >= 0.85 * len(lengths) and open_ended >= 0.6 * len(lengths)


def _goes_on(text: str, span: Span, following: Span) -> bool:
    """Whether a line ends in a comma or the next begins with a mark that hangs on what stands before it."""
    open_ended = text[span.end - 1] in "،," and text[span.end - 2 : span.end - 1] not in ".!?؟…"
    return open_ended or text[following.start] in ":،؛"


def _title(joined: Sequence[tuple[Line, Span]]) -> int | None:
    """The headline: the first line, or a longer one below it when the first is too short to say anything."""
    headlines: list[int] = []
    for at, (line, _) in enumerate(joined[: len(joined) - 1][:HEADLINES]):
        if not _is_headline(line):
            break
        headlines.append(at)
    told = [at for at in headlines if len(joined[at][0].words) >= TELLING_WORDS and not joined[at][0].bulleted]
    if headlines and len(joined[0][0].words) < TELLING_WORDS and told:
        return told[0]
    return headlines[0] if headlines else None


def _kind(joined: Sequence[tuple[Line, Span]], at: int, title: int | None) -> SegmentKind:
    line, _ = joined[at]
    last = at == len(joined) - 1
    if at == title:
        return SegmentKind.TITLE
    if line.bulleted:
        return SegmentKind.LIST_ITEM
    short = not line.stopped and 0 < len(line.words) <= HEADING_WORDS
    if short and not last and not line.folded.endswith(("،", ",", '"', "»", "”")):
        return SegmentKind.HEADING
    return SegmentKind.SENTENCE


def _is_headline(line: Line) -> bool:
    question = line.folded.rstrip('"”»').endswith(("؟", "?", "!", "…", ".."))
    return len(line.words) <= TITLE_WORDS and (not line.stopped or question) and not INNER_STOP.search(line.folded)
