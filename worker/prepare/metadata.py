"""What the article says of itself: byline, place, agency, outlet, publication date, days named by distance.

Credits and dates stand in furniture, and are read from there; only days like «أمس» are read from the body.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from dragoman.article import Metadata
from dragoman.text import Furniture, SegmentedText, SegmentKind, Span
from worker.prepare.dates import DateFound, dates_in, relative_days
from worker.prepare.furniture.bylines import PART, SOURCE, WROTE
from worker.prepare.letters import fold_in_place, words_of
from worker.prepare.names import AGENCIES, COUNTRIES, OUTLETS, PLACES, ROLES
from worker.prepare.spans import trimmed

Field: TypeAlias = Mapping[str, str | int]

DATED = frozenset(("time-stamp", "dated-lead", "trailer", "dateline", "page-head"))
CREDITED = frozenset(("byline", "dated-lead", "dateline", "agency-credit"))
CLOCK = re.compile(r"(?<!\d)(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?!\d)\s*(?P<half>ص|صباحا|م|مساء|am|pm)?(?!\w)")
OWNER = re.compile(r"(?:محفوظه|محفوظة)\s*(?:ل(?:ـ|دى)?\s*|©\s*)(?P<name>[^©\d|]+)")
PUBLISHED = re.compile(r"(?<!\w)(?:نشرت?|النشر|منشور|published)(?!\w)")
DAYS = 20
"""So many days named by distance are read from an article, not more."""


def metadata_of(segmented: SegmentedText, published: date | None) -> Metadata:
    """The fields found, each with the rule that found it and where its value stands.

    ``published`` is what the submitter says; without it the date found in the text, if there is one, places the
    days «day_1», «day_2» … that the body names by their distance from publication.
    """
    found: dict[str, Field] = {}
    for one in segmented.furniture:
        if one.rule in CREDITED:
            _credits(segmented.text, one, found)
        elif one.rule == "source":
            _source(segmented.text, one, found)
        elif one.rule == "outlet-name":
            _put(found, "outlet", segmented.text, one.span, one.rule)
        elif one.rule == "copyright":
            _owner(segmented.text, one, found)
    stamp = _publication(segmented)
    if stamp is not None:
        found["published_at"] = stamp[1]
    day = published or (stamp[0] if stamp else None)
    if day is not None:
        found.update(_days(segmented, day))
    title = next((s for s in segmented.segments if s.kind is SegmentKind.TITLE), None)
    if title is not None:
        _put(found, "title", segmented.text, title.span, "first-line")
    return Metadata(found)


def _put(found: dict[str, Field], name: str, text: str, span: Span, rule: str) -> None:
    if name not in found:
        found[name] = {"value": span.of(text), "start": span.start, "end": span.end, "rule": rule}


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The parts of a credit line, between its dashes, bars, colons and brackets."""
    start = span.start
    for gap in PART.finditer(text, span.start, span.end):
        part = _named(text, start, gap.start())
        if part is not None:
            yield part
        start = gap.end()
    part = _named(text, start, span.end)
    if part is not None:
        yield part


def _named(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without marks at its ends, ``None`` when no word is left."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end) if start < end else None


def _credits(text: str, credit: Furniture, found: dict[str, Field]) -> None:
    """Place, agency, outlet and person, each from its own part of a byline or dateline."""
    for part in _parts(text, credit.span):
        folded = " ".join(words_of(part.of(text)))
        wrote = WROTE.match(fold_in_place(part.of(text)))
        if not folded or folded in ROLES or any(char.isdigit() for char in folded):
            continue
        if folded in AGENCIES:
            _put(found, "agency", text, part, credit.rule)
        elif folded in PLACES:
            _put(found, "place", text, part, credit.rule)
        elif folded in OUTLETS:
            _put(found, "outlet", text, part, credit.rule)
        elif folded in COUNTRIES or (credit.rule == "dateline" and wrote is None):
            _put(found, "place", text, part, credit.rule)
        elif wrote is not None:
            person = trimmed(text, part.start + wrote.end(), part.end) if len(part) > wrote.end() else None
            if person is not None:
                _put(found, "byline", text, person, credit.rule)
        elif len(folded.split()) <= 5:
            _put(found, "byline", text, part, credit.rule)


def _source(text: str, credit: Furniture, found: dict[str, Field]) -> None:
    lead = SOURCE.match(fold_in_place(credit.span.of(text)))
    named = trimmed(text, credit.span.start + lead.end(), credit.span.end) if lead else None
    if named is not None:
        _put(found, "source", text, named, credit.rule)


def _owner(text: str, notice: Furniture, found: dict[str, Field]) -> None:
    owner = OWNER.search(fold_in_place(notice.span.of(text)))
    if owner is not None:
        span = trimmed(text, notice.span.start + owner.start("name"), notice.span.start + owner.end("name"))
        if span is not None and 1 <= len(words_of(span.of(text))) <= 6:
            _put(found, "outlet", text, span, "copyright")


def _publication(segmented: SegmentedText) -> tuple[date, Field] | None:
    """The first full date in a time stamp: where it says "published" before elsewhere, exact ones before Hijri ones."""
    stamped = [one for one in segmented.furniture if one.rule in DATED]
    dates = [(one, day) for one in stamped for day in dates_in(one.span.of(segmented.text))]
    if not dates:
        return None
    stamp, day = min(
        dates,
        key=lambda pair: (
            PUBLISHED.search(fold_in_place(pair[0].span.of(segmented.text))) is None,
            not pair[1].exact,
            pair[0].span,
        ),
    )
    span = day.span.shifted(stamp.span.start)
    clock = CLOCK.search(fold_in_place(stamp.span.of(segmented.text)))
    value = day.value.isoformat() + (f"T{_time(clock)}" if clock else "")
    return day.value, {"value": value, "start": span.start, "end": span.end, "rule": f"{stamp.rule}:{day.rule}"}


def _time(clock: re.Match[str]) -> str:
    """The clock's time as HH:MM, in the outlet's own time zone, which no stamp names reliably."""
    hour, half = int(clock["h"]), clock["half"] or ""
    if half in ("م", "مساء", "pm") and hour < 12:
        hour += 12
    if half in ("ص", "صباحا", "am") and hour == 12:
        hour = 0
    return f"{hour:02}:{clock['m']}"


def _days(segmented: SegmentedText, published: date) -> Iterator[tuple[str, Field]]:
    """Days the body names by their distance from publication, as «day_1», «day_2» … in reading order."""
    number = 0
    for segment in segmented.segments:
        for day in relative_days(segmented.source_of(segment), published):
            if number == DAYS:
                return
            number += 1
            yield f"day_{number}", _day(day, segment.span.start)


def _day(day: DateFound, offset: int) -> Field:
    span = day.span.shifted(offset)
    return {"value": day.value.isoformat(), "start": span.start, "end": span.end, "rule": day.rule}
