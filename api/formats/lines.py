"""The lines of an article as every file format writes them."""

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.aligned import AlignedArticle
from dragoman.flags import plain
from dragoman.memory import HUMAN, Correction
from dragoman.translation import TITLE_N, Flag

LEFT_TO_RIGHT = "\u200e"
"""A mark behind text that may be Arabic: without it, the figures of a date that follows change sides."""


@dataclass(frozen=True, slots=True)
class Line:
    """A title that was sent beside the text is line 0. ``target`` is empty while there is no English.

    ``correction`` is the last one, ``machine`` what the engine wrote where a person's version stands.
    """

    n: int
    kind: str
    source: str
    target: str
    flags: tuple[Flag, ...]
    score: float | None
    signature: str
    correction: Correction | None = None
    machine: str = ""

    @property
    def remarks(self) -> list[str]:
        """The flags in plain words."""
        return [plain(flag.to_dict()) for flag in self.flags]

    @property
    def editor(self) -> str:
        """Who made the English that stands, and on which day; blank for the machine's."""
        if not self.corrected or self.correction is None:
            return ""
        return f"{self.correction.author}{LEFT_TO_RIGHT}, {self.correction.at:%d %B %Y}"

    @property
    def corrected(self) -> bool:
        """Whether a person's English stands here."""
        return self.signature == HUMAN


def lines_of(aligned: AlignedArticle) -> Iterator[Line]:
    """In reading order, the submitted title first."""
    title, source = aligned.title, aligned.article.submission.title
    if title is not None and title.n == TITLE_N and source:
        yield Line(TITLE_N, "title", source, title.text, title.flags, title.score, title.signature)
    for each in aligned.segments:
        yield Line(
            n=each.segment.n,
            kind=each.segment.kind.value,
            source=each.source,
            target=each.target,
            flags=each.flags,
            score=each.score,
            signature=each.signature,
            correction=each.correction,
            machine=each.machine if each.signature == HUMAN else "",
        )


def facts_of(aligned: AlignedArticle) -> str:
    """Outlet and day, on one line."""
    submission = aligned.article.submission
    published = submission.published_at or aligned.article.created_at
    outlet = f"{submission.outlet}{LEFT_TO_RIGHT} · " if submission.outlet else ""
    return f"{outlet}{published:%d %B %Y}"


def titles_of(aligned: AlignedArticle) -> tuple[str | None, str | None]:
    """The title in Arabic and in English."""
    source = aligned.article.title or aligned.article.submission.title
    return source, (aligned.title.text or None) if aligned.title else None
