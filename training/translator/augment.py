"""Change names, numbers and months on both sides of a pair at once, and misspell the Arabic as people do.

Names, numbers and dates are what a small model gets wrong and what a reader of news needs right. A corpus shows each of
them a few times; swapping them consistently shows the model that they are to be copied, not remembered.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LETTER = "\u0621-\u064a\u0671-\u06d3A-Za-z0-9"
_CLITIC = "(?:[وف]?[بك]?)"  # not lam: lam merges with the article, so the span would no longer be the name
_NUMBER = re.compile(r"(?<![\d.,:/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\d:/-]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace [start, end) of the Arabic and of the English, in code points, by a new text on each side."""

    source_start: int
    source_end: int
    source_new: str
    target_start: int
    target_end: int
    target_new: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names to swap by type (Arabic, English), and name parts to make new people from."""

    by_type: Mapping[str, Sequence[tuple[str, str]]]
    parts: Sequence[tuple[str, str]]


def apply_edits(source: str, target: str, edits: Sequence[Edit]) -> tuple[str, str]:
    """Both texts with all edits made. Edits must not overlap."""
    for edit in sorted(edits, key=lambda e: e.source_start, reverse=True):
        source = source[: edit.source_start] + edit.source_new + source[edit.source_end :]
    for edit in sorted(edits, key=lambda e: e.target_start, reverse=True):
        target = target[: edit.target_start] + edit.target_new + target[edit.target_end :]
    return source, target


def _overlaps(edits: Sequence[Edit], new: Edit) -> bool:
    return any(
        (new.source_start < e.source_end and e.source_start < new.source_end)
        or (new.target_start < e.target_end and e.target_start < new.target_end)
        for e in edits
    )


def find_once(pattern: str, text: str) -> tuple[int, int] | None:
    """Where group 1 of the pattern stands in the text, if it matches exactly once."""
    matches = list(re.finditer(pattern, text))
    return matches[0].span(1) if len(matches) == 1 else None


def find_names(source: str, target: str, names: Mapping[str, Sequence[tuple[str, str]]]) -> list[tuple[str, Edit]]:
    """Names that stand exactly once on both sides, longest first, each as (type, an edit that changes nothing)."""
    found: list[tuple[str, Edit]] = []
    candidates = [
        (kind, arabic, english)
        for kind, pairs in names.items()
        for arabic, english in pairs
        if arabic in source and english in target
    ]
    for kind, arabic, english in sorted(candidates, key=lambda c: -len(c[1])):
        here = find_once(f"(?<![{_LETTER}]){_CLITIC}({re.escape(arabic)})(?![{_LETTER}])", source)
        there = find_once(f"(?<![A-Za-z0-9-])({re.escape(english)})(?![A-Za-z0-9-])", target)
        if here and there:
            edit = Edit(*here, arabic, *there, english)
            if not _overlaps([e for _, e in found], edit):
                found.append((kind, edit))
    return found


def swap_names(found: Sequence[tuple[str, Edit]], names: Names, rng: random.Random, chance: float) -> list[Edit]:
    """Replace each found name, with this chance, by another of its type or by a person made of name parts."""
    edits: list[Edit] = []
    for kind, edit in found:
        if rng.random() >= chance:
            continue
        if kind == "PER" and names.parts and rng.random() < 0.5:
            (first_ar, first_en), (last_ar, last_en) = rng.choice(names.parts), rng.choice(names.parts)
            arabic, english = f"{first_ar} {last_ar}", f"{first_en.capitalize()} {last_en.capitalize()}"
        else:
            arabic, english = rng.choice(names.by_type[kind])
        edits.append(Edit(edit.source_start, edit.source_end, arabic, edit.target_start, edit.target_end, english))
    return edits


def _other_number(text: str, rng: random.Random) -> str:
    """Another number of the same shape and grammatical class: Arabic nouns after 3-10 and 11-99 differ."""
    if re.fullmatch(r"(19|20)\d\d", text):
        return str(rng.randint(1945, 2035))
    if re.fullmatch(r"[3-9]", text):
        return str(rng.randint(3, 9))
    if re.fullmatch(r"1[1-9]|[2-9]\d", text):
        return str(rng.randint(11, 99))
    if len(re.sub(r"\D", "", text)) < 3 and "." not in text:
        return text
    out: list[str] = []
    for i, char in enumerate(text):
        fresh = "123456789" if i == 0 else "0123456789"
        # zeros at the end stay: "5000" becomes "7000" more often than "7381"
        keep = not char.isdigit() or (char == "0" and i > 0 and rng.random() < 0.8)
        out.append(char if keep else rng.choice(fresh))
    return "".join(out)


def swap_numbers(source: str, target: str, rng: random.Random, chance: float) -> list[Edit]:
    """Replace numbers written alike, once, on both sides."""
    here: dict[str, list[re.Match[str]]] = {}
    there: dict[str, list[re.Match[str]]] = {}
    for text, places in ((source, here), (target, there)):
        for match in _NUMBER.finditer(text):
            places.setdefault(match.group(), []).append(match)
    edits: list[Edit] = []
    for number, matches in here.items():
        if len(matches) == 1 and len(there.get(number, [])) == 1 and rng.random() < chance:
            new = _other_number(number, rng)
            edits.append(Edit(*matches[0].span(), new, *there[number][0].span(), new))
    return edits


MONTHS: tuple[tuple[str, str, str, str], ...] = (
    ("January", "يناير", "كانون الثاني", "جانفي"),
    ("February", "فبراير", "شباط", "فيفري"),
    ("March", "مارس", "آذار", "مارس"),
    ("April", "أبريل", "نيسان", "أفريل"),
    ("May", "مايو", "أيار", "ماي"),
    ("June", "يونيو", "حزيران", "جوان"),
    ("July", "يوليو", "تموز", "جويلية"),
    ("August", "أغسطس", "آب", "أوت"),
    ("September", "سبتمبر", "أيلول", "سبتمبر"),
    ("October", "أكتوبر", "تشرين الأول", "أكتوبر"),
    ("November", "نوفمبر", "تشرين الثاني", "نوفمبر"),
    ("December", "ديسمبر", "كانون الأول", "ديسمبر"),
)
"""English, the Egyptian and Gulf name, the Levantine name, the Maghreb name."""

_MONTH_FORMS = sorted({form for month in MONTHS for form in month[1:]} | {"يوليه", "يونيه"}, key=len, reverse=True)
_AR_MONTH = (
    f"(?<![{_LETTER}])[وفب]?((?:{'|'.join(_MONTH_FORMS)})(?:\\s?/\\s?(?:{'|'.join(_MONTH_FORMS)}))?)(?![{_LETTER}])"
)
_EN_MONTH = f"\\b({'|'.join(month[0] for month in MONTHS)})\\b"
_LOOKS_LIKE_A_DATE = re.compile(r"\d|شهر|مطلع|نهاية|أواخر|منتصف|أوائل")


def swap_months(source: str, target: str, rng: random.Random, chance: float) -> list[Edit]:
    """Replace the one month of a pair by another, or by the same month in the other naming systems."""
    here, there = find_once(_AR_MONTH, source), find_once(_EN_MONTH, target)
    if not here or not there or rng.random() >= chance or not _LOOKS_LIKE_A_DATE.search(source):
        return []
    english, gulf, levant, maghreb = rng.choice(MONTHS)
    form = rng.choices((gulf, levant, maghreb, f"{levant}/{gulf}", f"{gulf}/{levant}"), (8, 6, 2, 2, 1))[0]
    return [Edit(*here, form, *there, english)]


def augment(
    source: str,
    target: str,
    found: Sequence[tuple[str, Edit]],
    names: Names,
    rng: random.Random,
    chance: float,
) -> list[Edit]:
    """Non-overlapping edits of all kinds for one pair; `found` comes from `find_names` on the same texts."""
    edits = swap_months(source, target, rng, chance)
    for edit in (*swap_numbers(source, target, rng, chance), *swap_names(found, names, rng, chance)):
        if not _overlaps(edits, edit):
            edits.append(edit)
    return edits


_WORD_END = rf"(?![{_LETTER}])"
_MISSPELLINGS = (
    (re.compile(f"ة{_WORD_END}"), "ه"),
    (re.compile(f"ى{_WORD_END}"), "ي"),
    (re.compile(f"(?<=[{_LETTER}]{{2}})ي{_WORD_END}"), "ى"),
    (re.compile("ئ"), "ي"),
    (re.compile("ؤ"), "و"),
)


def misspell(text: str, rng: random.Random, chance: float) -> str:
    """Common Arabic misspellings, one letter for one letter so that positions hold; a final stop may go missing."""
    if rng.random() < chance:
        pattern, letter = rng.choice(_MISSPELLINGS)
        text = pattern.sub(letter, text)
    if text.endswith(".") and rng.random() < chance / 3:
        text = text[:-1].rstrip()
    return text
