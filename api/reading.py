"""What the article's page, and the page in a file, show: texts made safe and marked, flags and edits in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from api.highlights import concerned
from api.templating import shown
from dragoman.aligned import AlignedArticle, AlignedSegment
from dragoman.flags import plain
from dragoman.memory import Correction
from dragoman.translation import TITLE_N, Flag


@dataclass(frozen=True, slots=True)
class Edit:
    """The last change a person made to a line. ``undone``: the machine's version stands again, and ``machine`` is
    not needed; it is blank for a title, too."""

    version: int
    author: str
    at: datetime
    undone: bool
    machine: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Arabic and English, each with a mark on what the flags speak of."""

    source: Markup
    target: Markup
    flags: list[str]
    evidence: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Line:
    n: int
    kind: str
    ends: bool
    pair: Pair
    remembered: bool
    edit: Edit | None


@dataclass(frozen=True, slots=True)
class Removed:
    start: int
    end: int
    text: str
    rule: str


def reading(aligned: AlignedArticle, title_corrections: Sequence[Correction] = ()) -> dict[str, object]:
    """The context of the article's templates. ``title_corrections``: of a title that was sent beside the text."""
    title = aligned.title
    return {
        "title_edit": _edit(title_corrections[-1]) if title_corrections else None,
        "title_editable": title is not None and title.n == TITLE_N and bool(title.text),
        "article": aligned.to_dict(),
        "job": aligned.job,
        "lines": [_line(s) for s in aligned.segments],
        "summary": _summary(aligned),
        "furniture": _furniture(aligned),
    }


def _pair(source: str, target: str, flags: Sequence[Flag], evidence: Sequence[int] = ()) -> Pair:
    marks = concerned(source, target, flags)
    said = [plain(flag.to_dict()) for flag in flags]
    return Pair(shown(source, marks.source), shown(target, marks.target), said, evidence)


def _line(aligned: AlignedSegment) -> Line:
    return Line(
        n=aligned.segment.n,
        kind=aligned.segment.kind.value,
        ends=aligned.segment.boundary.value == "break",
        pair=_pair(aligned.source, aligned.target, aligned.flags),
        remembered=aligned.signature.startswith("memory"),
        edit=_edit(aligned.correction, aligned.machine) if aligned.correction else None,
    )


def _edit(correction: Correction, machine: str = "") -> Edit:
    return Edit(correction.version, correction.author, correction.at, correction.text is None, machine)


def _summary(aligned: AlignedArticle) -> list[Pair]:
    if aligned.summary is None:
        return []
    pairs = zip(aligned.summary.target, aligned.summary.source, strict=True)
    return [_pair(source.text, target.text, target.flags, target.evidence) for target, source in pairs]


def _furniture(aligned: AlignedArticle) -> list[Removed]:
    if aligned.segmented is None:
        return []
    text = aligned.segmented.text
    return [Removed(f.span.start, f.span.end, f.span.of(text), f.rule) for f in aligned.segmented.furniture]
