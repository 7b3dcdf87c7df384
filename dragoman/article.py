"""An article as it was submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dragoman.errors import InvalidInputError

MAX_BYTES = 1_000_000
"""The size limit of a submitted text or page, in UTF-8 bytes."""

MAX_SUMMARY_SENTENCES = 10


@dataclass(frozen=True, slots=True)
class ArticleOptions:
    """What the submitter asked for. ``priority`` runs from 0 (archive) to 9 (someone is waiting)."""

    summary_sentences: int = 3
    engine: str | None = None
    priority: int = 5

    def __post_init__(self) -> None:
        if not 1 <= self.summary_sentences <= MAX_SUMMARY_SENTENCES:
            raise InvalidInputError(f"summary_sentences must be between 1 and {MAX_SUMMARY_SENTENCES}")
        if not 0 <= self.priority <= 9:
            raise InvalidInputError("priority must be between 0 and 9")


@dataclass(frozen=True, slots=True)
class Submission:
    """What a client sends: either ``text`` or ``html``, never both."""

    text: str | None = None
    html: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    external_id: str | None = None
    options: ArticleOptions = field(default_factory=ArticleOptions)

    def __post_init__(self) -> None:
        if (self.text is None) == (self.html is None):
            raise InvalidInputError("send either 'text' or 'html'")

    @property
    def body(self) -> str:
        """The submitted text, or the page as HTML."""
        return self.text if self.text is not None else self.html or ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What preparation read from the article itself, each field with the rule or place it came from.

    ``found`` maps a field name (``byline``, ``agency``, ``outlet``, ``published_at`` …) to
    ``{"value": str, "start": int, "end": int, "rule": str}``; positions are code points of the source text and
    absent when the value came from the page's markup.
    """

    found: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict[str, Mapping[str, str | int]])


@dataclass(frozen=True, slots=True)
class Article:
    """An accepted submission. ``text`` is ``None`` until an HTML page has been prepared."""

    id: str
    submission: Submission
    created_at: datetime
    fingerprint: str
    text: str | None
    title: str | None
    metadata: Metadata = field(default_factory=Metadata)
