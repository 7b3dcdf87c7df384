"""Normalise text for the engine only; a map leads from every normalised code point back to its source.

A superset of what the training text went through: an engine sees one spelling, a reader always sees the source.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LOOK_ALIKES = {
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("یۍې", "ي"),
    **dict.fromkeys("ہھەۀ", "ه"),
    "ۃ": "ة",
    "گ": "ك",
    "پ": "ب",
    "ڤ": "ف",
    "چ": "ج",
    "ژ": "ز",
    "۔": ".",
    "।": ".",
    "٪": "%",
    "٭": "*",
    "٫": ".",
    "٬": ",",
}
"""Persian, Urdu and other letters and marks typed for Arabic ones, and Arabic signs that have a common twin."""

DIGITS = {digit: str(value % 10) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
TATWEEL = "\u0640"
MARK = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]")
PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")

SPACE_BEFORE_MARK = re.compile(r" (?=[،؛.؟!,:](?: |$))")
DOUBLED = re.compile(r"([،,؛;:!؟?])(?: ?\1)+")
COMMA_AFTER_STOP = re.compile(r"(?<![.])\. ?[,،]+(?= |$)")


@dataclass(frozen=True, slots=True)
class Normalised:
    """``origin[i]`` is the index in the source of the code point that ``text[i]`` came from; it never falls."""

    text: str
    origin: tuple[int, ...]


def normalise(text: str) -> Normalised:
    """``text`` as the engine should read it.

    Without tatweel, diacritics, controls and marks that have no width; presentation forms and look-alike letters as
    plain Arabic; Arabic-Indic digits and separators as ASCII; white space as single blanks, none before a mark;
    doubled marks as one.
    """
    chars: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        form = "-" if char == TATWEEL and _is_dash(text, at) else _form(char)
        for one in form:
            if one == " " and (not chars or chars[-1] == " "):
                continue
            chars.append(one)
            origin.append(at)
    while chars and chars[-1] == " ":
        chars.pop()
        origin.pop()
    return _tidied("".join(chars), origin)


@lru_cache(maxsize=4096)
def _form(char: str) -> str:
    """What one code point becomes: itself, another, several, a blank or nothing."""
    if char.isspace():
        return " "
    if char == TATWEEL or MARK.match(char) or unicodedata.category(char) in ("Cf", "Cc", "Cs", "Co"):
        return ""
    if PRESENTATION.match(char):
        plain = unicodedata.normalize("NFKC", char)
        return "".join(_form(one) if one != char else one for one in plain)
    return LOOK_ALIKES.get(char) or DIGITS.get(char) or char


def _is_dash(text: str, at: int) -> bool:
    """Whether a tatweel stands where a dash should: with white space or a closing mark on both sides."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (
        bool(before and after) and not before.isalnum() and before != TATWEEL and after.isspace() and before.isspace()
    )


def _tidied(text: str, origin: list[int]) -> Normalised:
    """Doubled marks and blanks before marks taken out, again and again until nothing is left to take."""
    while True:
        doomed = {at for found in SPACE_BEFORE_MARK.finditer(text) for at in range(*found.span())}
        doomed |= {at for found in DOUBLED.finditer(text) for at in range(found.start() + 1, found.end())}
        doomed |= {at for found in COMMA_AFTER_STOP.finditer(text) for at in range(found.start() + 1, found.end())}
        if not doomed:
            return Normalised(text, tuple(origin))
        origin = [source for at, source in enumerate(origin) if at not in doomed]
        text = "".join(char for at, char in enumerate(text) if at not in doomed)
