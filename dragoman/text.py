"""Spans, segments and the lossless cut of a text.

All positions are half-open ranges in Unicode code points, as Python counts them.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dragoman.errors import InvalidTextError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The half-open range ``[start, end)`` in code points; never empty, never negative."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise InvalidTextError(f"span [{self.start}, {self.end}) is empty or negative")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The part of ``text`` this span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class SegmentKind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    SENTENCE = "sentence"
    LIST_ITEM = "list-item"


class Boundary(StrEnum):
    """Why a segment ends where it does."""

    STOP = "stop"  # a sentence-final mark
    BREAK = "break"  # a line break
    CLAUSE = "clause"  # cut inside an over-long run, at a clause mark
    LENGTH = "length"  # cut at a word, because no clause mark was near: the last resort
    END = "end"  # the text ends


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of translation: a sentence, a heading or a title.

    ``n`` counts from 1 in reading order. ``span`` points into the source text.
    """

    n: int
    span: Span
    kind: SegmentKind = SegmentKind.SENTENCE
    boundary: Boundary = Boundary.STOP

    def __post_init__(self) -> None:
        if self.n < 1:
            raise InvalidTextError(f"segments are numbered from 1, not {self.n}")


@dataclass(frozen=True, slots=True)
class Furniture:
    """A part of the page that is not the article (share button, "read also", copyright), and the rule that said so."""

    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class SegmentedText:
    """A text cut into segments and furniture; what lies between is the gaps.

    Segments, furniture and gaps tile ``text`` exactly: nothing is lost, nothing is in two places. Gaps hold
    white space and invisible marks only, so every visible character is in a segment or in furniture.
    """

    text: str
    segments: tuple[Segment, ...]
    furniture: tuple[Furniture, ...] = ()

    def __post_init__(self) -> None:
        for expected, segment in enumerate(self.segments, start=1):
            if segment.n != expected:
                raise InvalidTextError(f"segment {segment.n} stands where {expected} is due")
        if list(self.segments) != sorted(self.segments, key=lambda s: s.span):
            raise InvalidTextError("segments are not in reading order")
        if list(self.furniture) != sorted(self.furniture, key=lambda f: f.span):
            raise InvalidTextError("furniture is not in reading order")
        end = 0
        for span in self._spans():
            if span.start < end:
                raise InvalidTextError(f"span [{span.start}, {span.end}) overlaps the one before it")
            if span.end > len(self.text):
                raise InvalidTextError(f"span [{span.start}, {span.end}) reaches past the text")
            end = span.end
        for gap in self.gaps():
            if any(is_visible(c) for c in gap.of(self.text)):
                raise InvalidTextError(f"visible text in the gap [{gap.start}, {gap.end}) is in no segment")

    def _spans(self) -> list[Span]:
        return sorted([*(s.span for s in self.segments), *(f.span for f in self.furniture)])

    def gaps(self) -> Iterator[Span]:
        """The ranges between segments and furniture, in reading order."""
        yield from gaps_between(self._spans(), len(self.text))

    def source_of(self, segment: Segment) -> str:
        return segment.span.of(self.text)

    @property
    def title(self) -> str | None:
        """The text of the title segment, when the text has one."""
        return next((self.source_of(s) for s in self.segments if s.kind is SegmentKind.TITLE), None)


def is_visible(char: str) -> bool:
    """Whether a reader would miss ``char``: not white space, not a format or control character."""
    return not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc")


def gaps_between(spans: Iterable[Span], length: int) -> Iterator[Span]:
    """The ranges of ``[0, length)`` that no span of the sorted, disjoint ``spans`` covers."""
    end = 0
    for span in spans:
        if span.start > end:
            yield Span(end, span.start)
        end = span.end
    if end < length:
        yield Span(end, length)
