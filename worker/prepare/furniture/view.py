"""What a furniture rule looks at, and what it answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dragoman.text import Furniture
from worker.prepare.lines import Line

Rule: TypeAlias = "Callable[[View], Iterator[Furniture]]"


@dataclass(frozen=True, slots=True)
class View:
    """A text as lines, with where its prose begins and ends.

    Lines before ``first_prose`` are the head, where a title, a byline and a date stand; lines after ``last_prose``
    are the tail, where buttons and teasers stand. With no prose at all, every line is in both.
    """

    text: str
    lines: Sequence[Line]
    first_prose: int
    last_prose: int

    @property
    def has_prose(self) -> bool:
        return self.last_prose >= 0

    def in_head(self, at: int) -> bool:
        return at < self.first_prose

    def in_tail(self, at: int) -> bool:
        return at > self.last_prose

    def at_edge(self, at: int) -> bool:
        """Whether line ``at`` is outside the prose."""
        return self.in_head(at) or self.in_tail(at)

    def marked(self, at: int, rule: str) -> Furniture:
        """Line ``at`` as furniture."""
        return Furniture(self.lines[at].span, rule)


def view_of(text: str, lines: Sequence[Line]) -> View:
    prose = [at for at, line in enumerate(lines) if line.prose]
    return View(text, lines, prose[0] if prose else len(lines), prose[-1] if prose else -1)
