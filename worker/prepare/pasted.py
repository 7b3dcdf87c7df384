"""Prepare pasted text: lines, furniture, paragraphs, sentences, metadata."""

from collections.abc import Iterator, Sequence
from datetime import date

from dragoman.errors import EmptyTextError
from dragoman.text import Boundary, Furniture, Segment, SegmentedText, SegmentKind, Span
from worker.prepare.clauses import pieces_of, runs_of
from worker.prepare.furniture import find_furniture
from worker.prepare.lines import lines_of
from worker.prepare.metadata import metadata_of
from worker.prepare.paragraphs import Paragraph, paragraphs_of
from worker.prepare.prepared import DEFAULT_LIMIT, Prepared
from worker.prepare.sentences import STOPS, sentences_of

WORDS_A_STOP = 80
"""A text with fewer stops than one in so many words counts as unstopped."""


def prepare_text(text: str, limit: int = DEFAULT_LIMIT, published: date | None = None) -> Prepared:
    """Cut ``text`` as it was pasted; ``segmented.text`` is ``text``, to the code point.

    ``limit`` is the longest segment, in code points. ``published`` resolves days that the text names by their
    distance from publication; without it, the date that the text itself carries does.

    Raises:
        EmptyTextError: there is no letter in the text.
    """
    if not any(char.isalpha() for char in text):
        raise EmptyTextError("there is no sentence in this text; send the text of an article")
    lines = lines_of(text)
    furniture = find_furniture(text, lines)
    paragraphs = paragraphs_of(text, lines, furniture)
    if not any(char.isalpha() for one in paragraphs for char in one.span.of(text)):
        furniture = ()  # nothing but furniture: then it is what the reader wants read
        paragraphs = paragraphs_of(text, lines, furniture)
    return assembled(text, paragraphs, furniture, limit, published)


def assembled(
    text: str, paragraphs: Sequence[Paragraph], furniture: Sequence[Furniture], limit: int, published: date | None
) -> Prepared:
    """Paragraphs cut into segments, with what the whole text says of itself."""
    cuts = list(_cuts(text, paragraphs, limit))
    segments = tuple(Segment(n, span, kind, boundary) for n, (span, kind, boundary) in enumerate(cuts, start=1))
    segmented = SegmentedText(text, segments, tuple(furniture))
    return Prepared(segmented, metadata_of(segmented, published))


def _cuts(text: str, paragraphs: Sequence[Paragraph], limit: int) -> Iterator[tuple[Span, SegmentKind, Boundary]]:
    unstopped = _is_unstopped(text, paragraphs)
    end = paragraphs[-1].span.end if paragraphs else 0
    for paragraph in paragraphs:
        for sentence, boundary in _sentences(text, paragraph, unstopped=unstopped):
            last = sentence.end == end and boundary is Boundary.BREAK
            for span, why in pieces_of(text, sentence, Boundary.END if last else boundary, limit):
                yield span, paragraph.kind, why


def _sentences(text: str, paragraph: Paragraph, *, unstopped: bool) -> Iterator[tuple[Span, Boundary]]:
    if paragraph.kind in (SegmentKind.TITLE, SegmentKind.HEADING):
        yield paragraph.span, Boundary.BREAK
        return
    for sentence, boundary in sentences_of(text, paragraph.span):
        yield from runs_of(text, sentence, boundary, unstopped=unstopped)


def _is_unstopped(text: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether whoever wrote or scraped the text left the stops out."""
    prose = [one.span for one in paragraphs if one.kind is SegmentKind.SENTENCE and len(one.span) > 60]
    words = sum(text.count(" ", span.start, span.end) + 1 for span in prose)
    stops = sum(1 for span in prose for _ in STOPS.finditer(text, span.start, span.end))
    return words >= 20 and stops * WORDS_A_STOP < words
