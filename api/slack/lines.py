"""A line of an article as people correct it: its Arabic, its present English, and whose that is."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.slack.texts import clean, one_line, shortened
from dragoman.client import Document

NAME = 60
"""Characters of a name that are shown."""

_AUTHOR = re.compile(r"slack:(.+) \([A-Z0-9]+\)")


@dataclass(frozen=True, slots=True)
class Line:
    """``version`` is 0 where nobody has corrected it yet; ``author`` is empty where the English is the machine's."""

    n: int
    arabic: str
    english: str
    version: int
    author: str

    @property
    def mark(self) -> str:
        """Tells the Arabic from any other: lines are numbered anew when a removal is taken back."""
        return hashlib.sha256(self.arabic.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @classmethod
    def of(cls, segment: Mapping[str, Any]) -> "Line":
        correction: Mapping[str, Any] = segment.get("correction") or {}
        return cls(
            n=segment["n"],
            arabic=segment["source"]["text"],
            english=segment["target"]["text"],
            version=correction.get("version", 0),
            author="" if correction.get("undone", True) else str(correction["author"]),
        )

    def is_by(self, author: str, text: str) -> bool:
        """Whether this is what they wrote, as the API keeps it."""
        return self.author == author and self.english == one_line(text)


def line_at(article: Document, n: int, mark: str = "") -> Line | None:
    """Line ``n`` once it is translated; with a ``mark``, the line with that Arabic, whatever its number is now."""
    lines = [Line.of(segment) for segment in article["segments"] if segment["target"]["text"]]
    found = [line for line in lines if (line.mark == mark if mark else line.n == n)]
    # A sentence that occurs twice is told apart by its number.
    return next((line for line in found if line.n == n), found[0] if len(found) == 1 else None)


def author_of(name: str, user: str) -> str:
    """How the API and the reader page are told who wrote it."""
    return f"slack:{shortened(one_line(clean(name)) or user, NAME)} ({user})"


def shown_author(author: str) -> str:
    """The name alone; it is shown in plain text, where it mentions nobody."""
    name = _AUTHOR.fullmatch(author)
    return shortened(one_line(clean(name[1] if name else author)), NAME)
