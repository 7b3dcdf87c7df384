"""Arabic that stayed Arabic."""

import re

from dragoman.translation import Flag

ARABIC_LETTER = re.compile(r"[\u0620-\u064A\u066E-\u06D3\u06FA-\u06FF]")


def leftover_arabic(source: str, target: str) -> list[Flag]:
    """Words in Arabic letters in the English."""
    del source
    words = [w for w in target.split() if ARABIC_LETTER.search(w)]
    return [Flag("leftover-arabic", {"words": words})] if words else []


def copied_source(source: str, target: str) -> list[Flag]:
    """The target is the source."""
    return [Flag("copied-source")] if source.split() == target.split() and ARABIC_LETTER.search(source) else []
