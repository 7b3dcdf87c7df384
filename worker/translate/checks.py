"""What can be checked of a translation without another model: one small pure function a check, data out.

Each check takes the source and the target sentence and returns the flags it raises.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from dragoman.translation import Flag

Check = Callable[[str, str], list[Flag]]

_ARABIC_LETTER = re.compile(r"[\u0620-\u064A\u066E-\u06D3\u06FA-\u06FF]")
_NUMBER = re.compile(r"\d+(?:[.,\u066B\u066C]\d+)*")
_MIN_REPEATS = 3


def leftover_arabic(source: str, target: str) -> list[Flag]:  # noqa: ARG001 - all checks are called alike
    """Arabic words in the English."""
    words = [w for w in target.split() if _ARABIC_LETTER.search(w)]
    return [Flag("leftover-arabic", {"words": words})] if words else []


def numbers(source: str, target: str) -> list[Flag]:
    """Digits of the source that the target does not have, and the other way round.

    Numbers are compared as they are spelled in digits, without thousands separators; one that the target spells as a
    word counts as missing, for a person to look at.
    """
    have, want = Counter(_numbers(target)), Counter(_numbers(source))
    missing, added = sorted((want - have).elements()), sorted((have - want).elements())
    if not missing and not added:
        return []
    return [Flag("numbers", {"missing": missing, "added": added})]


def repetition(source: str, target: str) -> list[Flag]:
    """A phrase of up to four words said three times running, which a source never does."""
    del source
    words = target.casefold().split()
    for size in range(1, 5):
        for i in range(len(words) - _MIN_REPEATS * size + 1):
            phrase = words[i : i + size]
            if words[i : i + _MIN_REPEATS * size] == phrase * _MIN_REPEATS:
                return [Flag("repetition", {"phrase": " ".join(phrase)})]
    return []


CHECKS: tuple[Check, ...] = (leftover_arabic, numbers, repetition)


def check(source: str, target: str) -> tuple[Flag, ...]:
    """Every check's flags for one sentence pair; an empty target has its own flag and no others."""
    if not target:
        return (Flag("empty"),)
    return tuple(flag for one in CHECKS for flag in one(source, target))


def _numbers(text: str) -> list[str]:
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    return [re.sub(r"[,\u066C](?=\d{3}(?!\d))", "", m).replace("\u066b", ".") for m in _NUMBER.findall(plain)]
