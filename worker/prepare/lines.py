"""The lines of a text, each with what the rules ask of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.text import Span
from worker.prepare.letters import fold, words_of
from worker.prepare.spans import trimmed

BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
FINAL = ".!?؟…۔।"
CLOSING = "\"'”“»«’›)]"
BULLET = re.compile(r"(?:[-*•·●▪◦■–—+]|\d{1,2}\s?[-.)/]|[اأبجد]\s?[-)]|[أا]ولا\s?:|ثانيا\s?:|ثالثا\s?:)\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that shows something, without the white space around it.

    ``words`` are folded; ``blank_before`` says that an empty line, or the start of the text, stands before it.
    """

    span: Span
    folded: str
    words: tuple[str, ...]
    blank_before: bool
    stopped: bool

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def bulleted(self) -> bool:
        return BULLET.match(self.folded) is not None

    @property
    def prose(self) -> bool:
        """Whether the line reads as a sentence at least, not as a title, a button or a teaser."""
        return len(self.words) >= 22 or (self.stopped and len(self.words) >= 8)


def lines_of(text: str) -> list[Line]:
    """The lines of ``text`` in reading order."""
    lines: list[Line] = []
    blank = True
    for raw in _raw_lines(text):
        span = trimmed(text, *raw)
        if span is None:
            blank = True
            continue
        shown = span.of(text)
        folded = fold(shown)
        lines.append(Line(span, folded, words_of(shown), blank, is_stopped(shown)))
        blank = False
    return lines


def is_stopped(shown: str) -> bool:
    """Whether a stop ends ``shown``, closing quotes and the commas that trail a stop aside."""
    bare = shown.rstrip(CLOSING + ",،" + " \u00a0\u200e\u200f")
    return bare.endswith(tuple(FINAL)) and not bare.endswith((" ..",))


def _raw_lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)
