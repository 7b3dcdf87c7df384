"""The lines of a text, each with what the rules ask of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.text import Span
from worker.prepare.letters import WORD, fold
from worker.prepare.spans import trimmed

BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
FINAL = ".!?؟…۔।"
CLOSING = "\"'”“»«’›)]"
BULLET = re.compile(r"(?:[-*•·●▪◦■–—+]|\d{1,2}\s?[-.)/]|[اأبجد]\s?[-)]|[أا]ولا\s?:|ثانيا\s?:|ثالثا\s?:)\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that shows something, without the white space around it.

    ``words`` are folded; ``blank_before`` says that an empty line, or the start of the text, stands before it;
    ``stopped`` that a stop ends it, ``closed`` that this stop is a full one, ``trailing`` that it is an ellipsis, as
    where a teaser is cut off.
    """

    span: Span
    folded: str
    words: tuple[str, ...]
    blank_before: bool
    stopped: bool
    closed: bool
    trailing: bool

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def bulleted(self) -> bool:
        return BULLET.match(self.folded) is not None

    @property
    def prose(self) -> bool:
        """Whether the line reads as a sentence at least, not as a title, a button or a teaser."""
        return (self.closed and len(self.words) >= 8) or (len(self.words) >= 22 and "،" in self.folded)


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
        lines.append(
            Line(
                span,
                folded,
                tuple(WORD.findall(folded)),
                blank,
                is_stopped(shown),
                is_closed(shown),
                is_trailing(shown),
            )
        )
        blank = False
    return lines


def is_stopped(shown: str) -> bool:
    """Whether a stop ends ``shown``, closing quotes and the commas that trail a stop aside."""
    return _bare(shown).endswith(tuple(FINAL))


def is_closed(shown: str) -> bool:
    """Whether ``shown`` ends in a full stop, as sentences do and headlines do not."""
    return _bare(shown).endswith((".", "۔", "।")) and not is_trailing(shown)


def is_trailing(shown: str) -> bool:
    """Whether ``shown`` ends in an ellipsis."""
    return _bare(shown.rstrip("[]")).endswith(("…", ".."))


def _bare(shown: str) -> str:
    return shown.rstrip(CLOSING + ",،" + " \u00a0\u200e\u200f")


def _raw_lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)
