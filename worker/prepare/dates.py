"""Read dates where they stand: full dates in every calendar, and days named by their distance from publication."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.text import Span
from worker.prepare.calendars import HIJRI_MONTHS, MONTHS, WEEKDAYS, from_hijri
from worker.prepare.letters import fold_in_place


@dataclass(frozen=True, slots=True)
class DateFound:
    """A day the text names, where, and by which rule it was read.

    ``exact`` is false when the year was not in the text or the day came from the tabular Hijri calendar.
    """

    span: Span
    value: date
    rule: str
    exact: bool = True


def _names(table: Mapping[str, int]) -> str:
    return "|".join(sorted((re.escape(name).replace(r"\ ", r"\s+") for name in table), key=len, reverse=True))


_HIJRI_MARK = r"(?P<h>\s*(?:هـ|ه(?!\w)|هجري))?"
ISO = re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?=T|\D|$)")
YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}})\s?[/.]\s?(?P<m>\d{{1,2}})\s?[/.]\s?(?P<d>\d{{1,2}})(?!\d){_HIJRI_MARK}"
)
DAY_FIRST = re.compile(
    rf"(?<![\d/])(?P<d>\d{{1,2}})\s?[-/.]\s?(?P<m>\d{{1,2}})\s?[-/.]\s?(?P<y>\d{{4}})(?![\d/]){_HIJRI_MARK}"
)
NAMED = re.compile(
    rf"(?<!\d)(?<!\d[.,:])(?P<d>\d{{1,2}})\s*[-/]?\s*(?:من\s+)?(?:شهر\s+)?(?P<m>{_names(MONTHS)})(?!\w)"
    rf"(?:\s*[/(\-]\s*(?:{_names(MONTHS)})\s*\)?)?"
    r"(?:(?:\s*[-/،,]?\s*|\s+(?:من\s+)?(?:عام|سنه|العام)\s+)(?P<y>(?:19|20)\d\d)(?!\d))?"
)
MONTH_FIRST = re.compile(rf"(?<!\w)(?P<m>{_names(MONTHS)})\s+(?P<d>\d{{1,2}})\s*[,،]\s*(?P<y>(?:19|20)\d\d)(?!\d)")
HIJRI = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\s*[-/]?\s*(?:من\s+)?(?:شهر\s+)?(?P<m>{_names(HIJRI_MONTHS)})(?!\w)"
    r"\s*[-/،,]?\s*(?:عام\s+|سنه\s+)?(?P<y>1[34]\d\d)(?!\d)(?:\s*(?:هـ|ه(?!\w)))?"
)
RELATIVE = re.compile(
    rf"(?<!\w)[وف]?(?:(?P<before>(?:اول\s+(?:من\s+)?امس|امس\s+الاول)(?!\w))|(?P<near>امس|اليوم|غدا)"
    rf"(?:\s*[،,]?\s*[(]?\s*(?P<w1>{_names(WEEKDAYS)}))?(?!\w)"
    rf"|(?:يوم\s+|مساء\s+|صباح\s+|ليل\s+|فجر\s+|ظهر\s+)?(?P<w2>{_names(WEEKDAYS)})(?!\w)(?:\s+(?P<turn>الماضي|المقبل|القادم|الفايت|الجاري|المنصرم))?)"
)


FUTURE = re.compile(r"(?<!\w)[وف]?(?:س[يتن]\w{2,}|سوف|لن)(?!\w)")


def dates_in(text: str, near: date | None = None) -> list[DateFound]:
    """The full dates of ``text``, in reading order. Days without a year are placed nearest to ``near``, or left out."""
    folded = fold_in_place(text)
    found = sorted([*_numeric(folded), *_named(folded, near), *_hijri(folded)], key=lambda f: f.span)
    kept: list[DateFound] = []
    for one in found:
        if not kept or one.span.start >= kept[-1].span.end:
            kept.append(one)
    return kept


def _numeric(folded: str) -> Iterator[DateFound]:
    for pattern in (ISO, YEAR_FIRST, DAY_FIRST):
        for match in pattern.finditer(folded):
            year, month, day = (int(match[part]) for part in "ymd")
            hijri = 1300 <= year < 1600
            if not hijri and month > 12:
                month, day = day, month
            try:
                value = from_hijri(year, month, day) if hijri else date(year, month, day)
            except ValueError:
                continue
            if hijri or 1900 <= year < 2100:
                yield DateFound(Span(*match.span()), value, "hijri" if hijri else "gregorian", exact=not hijri)


def _named(folded: str, near: date | None) -> Iterator[DateFound]:
    for pattern in (NAMED, MONTH_FIRST):
        for match in pattern.finditer(folded):
            month, day = MONTHS[" ".join(match["m"].split())], int(match["d"])
            years = [int(match["y"])] if match["y"] else [near.year + by for by in (-1, 0, 1)] if near else []
            days = [value for year in years if (value := _day(year, month, day)) is not None]
            if days:
                value = min(days, key=lambda d: abs(d - near)) if near else days[0]
                yield DateFound(Span(*match.span()), value, "gregorian", exact=bool(match["y"]))


def _hijri(folded: str) -> Iterator[DateFound]:
    for match in HIJRI.finditer(folded):
        try:
            value = from_hijri(int(match["y"]), HIJRI_MONTHS[" ".join(match["m"].split())], int(match["d"]))
        except ValueError:
            continue
        yield DateFound(Span(*match.span()), value, "hijri", exact=False)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def relative_days(text: str, published: date) -> list[DateFound]:
    """«أمس», «اليوم», «الخميس», «الأحد المقبل» as days, seen from ``published``.

    A bare weekday is the last one up to publication, as news writes, or the next one after a verb in the future;
    "الماضي" makes it strictly earlier, "المقبل" strictly later.
    """
    return [
        DateFound(Span(*match.span()), _resolve(match, published), "relative-day")
        for match in RELATIVE.finditer(fold_in_place(text))
    ]


def _is_to_come(match: re.Match[str]) -> bool:
    """Whether a verb in the future stands shortly before a bare weekday: «سيعقد الاجتماع يوم السبت»."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    return FUTURE.search(before) is not None


def _resolve(match: re.Match[str], published: date) -> date:
    if match["before"]:
        return published - timedelta(days=2)
    if match["near"]:
        near = match["near"]
        by = 0 if near == "اليوم" else 1 if near == "غدا" else -1
        return published + timedelta(days=by)
    weekday = WEEKDAYS[" ".join(match["w2"].split())]
    back = (published.weekday() - weekday) % 7
    if match["turn"] in ("المقبل", "القادم"):
        return published + timedelta(days=7 - back)
    if match["turn"] is None and back and _is_to_come(match):
        return published + timedelta(days=7 - back)
    if match["turn"] in ("الماضي", "الفايت", "المنصرم"):
        return published - timedelta(days=back or 7)
    return published - timedelta(days=back)
