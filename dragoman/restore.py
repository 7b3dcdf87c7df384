"""Take a removal back: a furniture span becomes a segment again."""

from dragoman.errors import InvalidTextError
from dragoman.text import Boundary, Segment, SegmentedText, SegmentKind, Span


def restore(segmented: SegmentedText, span: Span) -> SegmentedText:
    """``segmented`` with the furniture at ``span`` made a segment; the segments after it are numbered anew.

    Raises:
        InvalidTextError: no furniture stands at exactly this span.
    """
    kept = tuple(f for f in segmented.furniture if f.span != span)
    if len(kept) == len(segmented.furniture):
        raise InvalidTextError(f"no furniture stands at [{span.start}, {span.end})")
    end = Boundary.END if span.end == len(segmented.text) else Boundary.BREAK
    cuts = sorted(
        [*((s.span, s.kind, s.boundary) for s in segmented.segments), (span, SegmentKind.SENTENCE, end)],
        key=lambda cut: cut[0],
    )
    segments = tuple(Segment(n, at, kind, boundary) for n, (at, kind, boundary) in enumerate(cuts, start=1))
    return SegmentedText(segmented.text, segments, kept)
