"""Small steps on spans that every part of preparation needs."""

from collections.abc import Iterable, Iterator

from dragoman.text import Span, is_visible


def trimmed(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without the white space and invisible marks at its ends, ``None`` when nothing is left."""
    while start < end and not is_visible(text[start]):
        start += 1
    while end > start and not is_visible(text[end - 1]):
        end -= 1
    return Span(start, end) if start < end else None


def without(text: str, whole: Span, removed: Iterable[Span]) -> Iterator[Span]:
    """What is left of ``whole`` when the sorted, disjoint ``removed`` are taken out of it."""
    start = whole.start
    for hole in removed:
        if hole.end <= start:
            continue
        if hole.start >= whole.end:
            break
        span = trimmed(text, start, min(hole.start, whole.end)) if hole.start > start else None
        if span is not None:
            yield span
        start = hole.end
    span = trimmed(text, start, whole.end) if start < whole.end else None
    if span is not None:
        yield span
