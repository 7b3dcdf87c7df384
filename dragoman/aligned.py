"""What a reader gets: Arabic and English side by side, sentence by sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman.article import Article
from dragoman.errors import InvalidTextError
from dragoman.job import Job
from dragoman.memory import HUMAN, Correction
from dragoman.summary import Summary, SummarySentence
from dragoman.text import Segment, SegmentedText, Span
from dragoman.translation import TITLE_N, Flag, JsonValue, Translation


@dataclass(frozen=True, slots=True)
class AlignedSegment:
    """``target_span`` is ``None`` exactly while the segment has no English.

    With a ``correction`` that stands, ``target`` is a person's and ``machine`` keeps what the engine wrote.
    """

    segment: Segment
    source: str
    target: str
    target_span: Span | None
    score: float | None
    flags: tuple[Flag, ...]
    signature: str
    correction: Correction | None = None
    machine: str = ""


@dataclass(frozen=True, slots=True)
class AlignedArticle:
    """An article with everything derived from it so far.

    ``segmented`` is ``None`` until it is prepared. ``target_text`` is the whole English text: the translations,
    parted the way their sources are (space, line or blank line).
    """

    article: Article
    job: Job
    segmented: SegmentedText | None
    segments: tuple[AlignedSegment, ...]
    title: Translation | None
    target_text: str
    summary: Summary | None
    provenance: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    def to_dict(self) -> dict[str, JsonValue]:
        """The JSON document of the API."""
        submission = self.article.submission
        text = self.article.text
        failure = self.job.failure
        title = self.article.title or submission.title
        flagged = sum(1 for s in self.segments if s.flags)
        return {
            "id": self.article.id,
            "job_id": self.job.id,
            "status": self.job.state.value,
            "failure": {"code": failure.code, "message": failure.message} if failure else None,
            "external_id": submission.external_id,
            "created_at": self.article.created_at.isoformat(),
            "source": {
                "language": "ar",
                "title": title,
                "text": text if text is not None else "",
                "outlet": submission.outlet,
                "url": submission.url,
                "published_at": submission.published_at.isoformat() if submission.published_at else None,
                "metadata": {k: dict(v) for k, v in self.article.metadata.found.items()},
            },
            "segments": [_segment_dict(s) for s in self.segments],
            "furniture": [
                {"start": f.span.start, "end": f.span.end, "rule": f.rule}
                for f in (self.segmented.furniture if self.segmented else ())
            ],
            "target": {
                "language": "en",
                "title": self._target_title(),
                "title_flags": [f.to_dict() for f in self.title.flags] if self.title else [],
                "text": self.target_text,
            },
            "summary": [_summary_dict(s, self.summary) for s in (self.summary.target if self.summary else ())],
            "summary_source": [_summary_dict(s, self.summary) for s in (self.summary.source if self.summary else ())],
            "counts": {"segments": len(self.segments), "flagged": flagged},
            "provenance": dict(self.provenance),
        }

    def _target_title(self) -> str | None:
        return self.title.text or None if self.title else None


def align(
    article: Article,
    job: Job,
    segmented: SegmentedText | None,
    translations: Sequence[Translation],
    summary: Summary | None,
    provenance: Mapping[str, JsonValue] | None = None,
    corrections: Sequence[Correction] = (),
) -> AlignedArticle:
    """Put every translation beside its source segment and lay out the English text.

    Raises:
        InvalidTextError: a translation belongs to no segment, or evidence names none.
    """
    edits = {c.n: c for c in corrections}
    machine = {t.n: t for t in translations}
    by_n = {t.n: _corrected(t, edits.get(t.n)) for t in translations}
    submitted_title = by_n.pop(TITLE_N, None)
    segments = segmented.segments if segmented else ()
    unknown = set(by_n) - {s.n for s in segments}
    if unknown:
        raise InvalidTextError(f"translations {sorted(unknown)} belong to no segment")
    if summary:
        cited = {n for s in (*summary.target, *summary.source) for n in s.evidence}
        if not cited <= {s.n for s in segments}:
            raise InvalidTextError("the summary cites segments that do not exist")

    parts: list[str] = []
    length = 0
    aligned: list[AlignedSegment] = []
    previous: Segment | None = None
    text = segmented.text if segmented else ""
    for segment in segments:
        translation = by_n.get(segment.n)
        target = translation.text if translation else ""
        span = None
        if target:
            if parts and previous is not None:
                joint = _joint(text[previous.span.end : segment.span.start])
                parts.append(joint)
                length += len(joint)
            span = Span(length, length + len(target))
            parts.append(target)
            length = span.end
            previous = segment
        aligned.append(
            AlignedSegment(
                segment=segment,
                source=segment.span.of(text),
                target=target,
                target_span=span,
                score=translation.score if translation else None,
                flags=translation.flags if translation else (),
                signature=translation.signature if translation else "",
                correction=edits.get(segment.n),
                machine=machine[segment.n].text if segment.n in machine else "",
            )
        )
    if summary:
        summary = replace(summary, target=tuple(_as_corrected(s, by_n, edits) for s in summary.target))
    title = submitted_title
    if title is None:
        title = next((by_n[s.n] for s in segments if s.kind == "title" and s.n in by_n), None)
    return AlignedArticle(
        article=article,
        job=job,
        segmented=segmented,
        segments=tuple(aligned),
        title=title,
        target_text="".join(parts),
        summary=summary,
        provenance=provenance or {},
    )


def _corrected(translation: Translation, correction: Correction | None) -> Translation:
    """A person's version has no flags and no score: somebody has looked."""
    if correction is None or correction.text is None:
        return translation
    return Translation(translation.n, correction.text, None, HUMAN)


def _as_corrected(
    sentence: SummarySentence, by_n: Mapping[int, Translation], edits: Mapping[int, Correction]
) -> SummarySentence:
    """A summary sentence that is a line as it stands follows that line's correction."""
    (first, *others) = sentence.evidence
    if sentence.rewritten or others or first not in edits or first not in by_n:
        return sentence
    return replace(sentence, text=by_n[first].text, flags=by_n[first].flags)


def _joint(between: str) -> str:
    """How two English sentences are parted, read off what parts their sources."""
    breaks = between.count("\n")
    return "\n\n" if breaks > 1 else "\n" if breaks else " "


def _segment_dict(aligned: AlignedSegment) -> dict[str, JsonValue]:
    span = aligned.segment.span
    target: dict[str, JsonValue] = {"start": None, "end": None, "text": aligned.target}
    if aligned.target_span:
        target = {"start": aligned.target_span.start, "end": aligned.target_span.end, "text": aligned.target}
    return {
        "n": aligned.segment.n,
        "kind": aligned.segment.kind.value,
        "boundary": aligned.segment.boundary.value,
        "source": {"start": span.start, "end": span.end, "text": aligned.source},
        "target": target,
        "score": aligned.score,
        "flags": [f.to_dict() for f in aligned.flags],
        "signature": aligned.signature,
        "correction": _correction_dict(aligned),
    }


def _correction_dict(aligned: AlignedSegment) -> dict[str, JsonValue] | None:
    correction = aligned.correction
    if correction is None:
        return None
    return {
        "version": correction.version,
        "author": correction.author,
        "at": correction.at.isoformat(),
        "undone": correction.text is None,
        "machine": aligned.machine,
    }


def _summary_dict(sentence: SummarySentence, summary: Summary | None) -> dict[str, JsonValue]:
    return {
        "text": sentence.text,
        "evidence": list(sentence.evidence),
        "kind": summary.kind.value if summary else "",
        "rewritten": sentence.rewritten,
        "flags": [f.to_dict() for f in sentence.flags],
    }
