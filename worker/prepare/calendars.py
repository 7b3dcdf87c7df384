"""The names of months and days in the calendars Arabic news uses, and Hijri dates as Gregorian ones."""

from datetime import date

from worker.prepare.letters import fold

_MONTH_NAMES = {
    1: "يناير|كانون الثاني|جانفي|January|Jan",
    2: "فبراير|شباط|فيفري|February|Feb",
    3: "مارس|آذار|اذار|March|Mar",
    4: "أبريل|ابريل|نيسان|أفريل|إبريل|April|Apr",
    5: "مايو|أيار|ايار|ماي|May",
    6: "يونيو|حزيران|جوان|يونيه|June|Jun",
    7: "يوليو|تموز|جويلية|يوليوز|يوليه|July|Jul",
    8: "أغسطس|اغسطس|آب|أوت|اوت|غشت|August|Aug",
    9: "سبتمبر|أيلول|ايلول|شتنبر|September|Sep|Sept",
    10: "أكتوبر|اكتوبر|تشرين الأول|October|Oct",
    11: "نوفمبر|تشرين الثاني|نونبر|November|Nov",
    12: "ديسمبر|كانون الأول|دجنبر|December|Dec",
}
_HIJRI_NAMES = {
    1: "محرم|المحرم",
    2: "صفر",
    3: "ربيع الأول|ربيع أول",
    4: "ربيع الثاني|ربيع الآخر|ربيع ثاني",
    5: "جمادى الأولى|جمادى الأول|جمادي الأولى",
    6: "جمادى الآخرة|جمادى الثانية|جمادى الثاني|جمادى الآخر",
    7: "رجب",
    8: "شعبان",
    9: "رمضان",
    10: "شوال",
    11: "ذو القعدة|ذي القعدة|ذوالقعدة",
    12: "ذو الحجة|ذي الحجة|ذوالحجة",
}
_WEEKDAY_NAMES = {
    0: "الاثنين|الإثنين|Monday|Mon",
    1: "الثلاثاء|الثلاثا|Tuesday|Tue",
    2: "الأربعاء|الاربعاء|Wednesday|Wed",
    3: "الخميس|Thursday|Thu",
    4: "الجمعة|Friday|Fri",
    5: "السبت|Saturday|Sat",
    6: "الأحد|الاحد|Sunday|Sun",
}


def _by_name(names: dict[int, str]) -> dict[str, int]:
    return {fold(name): number for number, listed in names.items() for name in listed.split("|")}


MONTHS = _by_name(_MONTH_NAMES)
"""Gregorian months by folded name: Egyptian and Gulf, Levantine, Tunisian and Algerian, Moroccan, English."""

HIJRI_MONTHS = _by_name(_HIJRI_NAMES)
WEEKDAYS = _by_name(_WEEKDAY_NAMES)
"""Days of the week by folded name, Monday 0 as in ``date.weekday``."""

CALENDAR_WORDS = frozenset(word for name in (*MONTHS, *HIJRI_MONTHS, *WEEKDAYS) for word in name.split()) | frozenset(
    fold(word) for word in ("يوم", "اليوم", "أمس", "هجري", "هجرية", "ميلادي", "ميلادية", "سنة", "عام")
)


def from_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Hijri one, by the tabular Islamic calendar; sightings may differ by a day.

    Raises:
        ValueError: no such day.
    """
    if not (1 <= month <= 12 and 1 <= day <= 30 and 1300 <= year <= 1600):
        raise ValueError(f"no Hijri day {year}-{month}-{day}")
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(days + 227014)
