"""Prepare pasted text: lines, furniture, sentences, metadata."""

from dragoman.article import Metadata
from dragoman.errors import EmptyTextError
from dragoman.text import Boundary, Segment, SegmentedText, SegmentKind, Span
from worker.prepare.clauses import clauses_of
from worker.prepare.lines import lines_of
from worker.prepare.prepared import DEFAULT_LIMIT, Prepared
from worker.prepare.sentences import sentences_of

FINAL = ".!?؟…؛"


def prepare_text(text: str, limit: int = DEFAULT_LIMIT) -> Prepared:
    """Cut ``text`` as it was pasted. ``limit`` is the longest segment, in code points.

    Raises:
        EmptyTextError: there is no letter in the text.
    """
    if not any(c.isalpha() for c in text):
        raise EmptyTextError("there is no sentence in this text; send the text of an article")
    lines = list(lines_of(text))
    segments: list[Segment] = []
    for at, line in enumerate(lines):
        kind = SegmentKind.TITLE if at == 0 and _is_title(text, line, len(lines)) else SegmentKind.SENTENCE
        for sentence, boundary in sentences_of(text, line):
            for span, end in clauses_of(text, sentence, boundary, limit):
                last = span.end == lines[-1].end
                segments.append(Segment(len(segments) + 1, span, kind, Boundary.END if last else end))
    return Prepared(SegmentedText(text, tuple(segments)), Metadata())


def _is_title(text: str, line: Span, lines: int) -> bool:
    return lines > 1 and len(line) <= 200 and text[line.end - 1] not in FINAL
