"""Months, in every naming the Arabic press uses, and days of the week."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from dragoman.search import fold
from dragoman.translation import Flag

_ENGLISH_MONTHS: Sequence[str] = (
    "January February March April May June July August September October November December".split()
)
_ENGLISH_DAYS: Sequence[str] = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _table(names: Mapping[int, str]) -> dict[str, int]:
    return {fold(name): number for number, line in names.items() for name in line.split("|")}


# Gregorian names of Egypt and the Gulf, of the Levant and Iraq, of Tunisia and Algeria, and of Morocco.
_ARABIC_MONTHS = _table(
    {
        1: "يناير|كانون الثاني|جانفي",
        2: "فبراير|شباط|فيفري",
        3: "مارس|آذار",
        4: "أبريل|إبريل|نيسان|أفريل|ابريل",
        5: "مايو|أيار|ماي",
        6: "يونيو|حزيران|جوان",
        7: "يوليو|تموز|جويلية|يوليوز",
        8: "أغسطس|آب|أوت|غشت",
        9: "سبتمبر|أيلول|شتنبر",
        10: "أكتوبر|تشرين الأول|اكتوبر",
        11: "نوفمبر|تشرين الثاني|نونبر",
        12: "ديسمبر|كانون الأول|دجنبر",
    }
)
_ARABIC_DAYS = _table(
    {1: "الاثنين|الإثنين", 2: "الثلاثاء", 3: "الأربعاء", 4: "الخميس", 5: "الجمعة", 6: "السبت", 7: "الأحد"}
)
# These are also words: "practised", "water", "came back", a car maker. They count as months only beside a figure.
_AMBIGUOUS = frozenset(fold(w) for w in ("مارس", "ماي", "آب", "نيسان", "أوت", "جوان"))
_PREFIX = r"(?<!\w)(?:و|ف)?(?:ب|ل|ك)?"
_MONTH = re.compile(
    _PREFIX + "(" + "|".join(sorted(map(re.escape, _ARABIC_MONTHS), key=len, reverse=True)) + r")(?!\w)"
)
_DAY = re.compile(_PREFIX + "(" + "|".join(sorted(map(re.escape, _ARABIC_DAYS), key=len, reverse=True)) + r")(?!\w)")
_BESIDE_FIGURE = re.compile(r"\d{1,2}\s*(?:من\s+)?(?:شهر\s+)?$")
_EN_MONTH = re.compile(
    r"\b(" + "|".join(_ENGLISH_MONTHS) + r")\b|\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d"
)
_EN_DAY = re.compile(r"\b(" + "|".join(_ENGLISH_DAYS) + r")s?\b")


def months(source: str, target: str) -> list[Flag]:
    """Months of the source that the target does not name, and the other way round, as numbers from 1 to 12.

    A month named twice for one date ("آذار/مارس") counts once.
    """
    ours, unsure = _source_months(fold(source))
    theirs = _target_months(target)
    missing = sorted(set(ours) - set(theirs))
    added = sorted(set(theirs) - set(ours) - unsure)
    return [Flag("month", {"missing": missing, "added": added})] if missing or added else []


def weekdays(source: str, target: str) -> list[Flag]:
    """Days of the week, as numbers from 1 (Monday) to 7. "الاثنين" and "الأحد" are also other words, so they may be
    missing, but a day that the source does not name may not be added."""
    ours = Counter(_ARABIC_DAYS[m.group(1)] for m in _DAY.finditer(fold(source)))
    theirs = Counter(_ENGLISH_DAYS.index(m.group(1)) + 1 for m in _EN_DAY.finditer(target))
    missing = sorted(d for d in set(ours) - set(theirs) if d not in (1, 7) or set(theirs) - set(ours))
    added = sorted(set(theirs) - set(ours))
    return [Flag("weekday", {"missing": missing, "added": added})] if missing or added else []


def _source_months(folded: str) -> tuple[set[int], set[int]]:
    """The months that are surely meant, and those that may be."""
    sure: set[int] = set()
    unsure: set[int] = set()
    for match in _MONTH.finditer(folded):
        number = _ARABIC_MONTHS[match.group(1)]
        before, after = folded[: match.start()], folded[match.end() :]
        dated = _BESIDE_FIGURE.search(before) or re.match(r"\s*(?:الماضي|المقبل|الجاري|القادم|من العام|/|\d)", after)
        dated = dated or re.search(r"(?:شهر|/)\s*$", before)
        (sure if match.group(1) not in _AMBIGUOUS or dated else unsure).add(number)
    return sure, unsure


def _target_months(target: str) -> set[int]:
    found: set[int] = set()
    for match in _EN_MONTH.finditer(target):
        name = match.group(1) or match.group(2)
        if name == "May" and (match.start() == 0 or target[: match.start()].rstrip()[-1:] in '."'):
            continue  # the sentence may begin with the verb
        found.add(next(i for i, month in enumerate(_ENGLISH_MONTHS, 1) if month.startswith(name[:3])))
    return found
