"""Folding for text search: what a reader types should find what a newspaper printed."""

import re
import unicodedata

_FOLDED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None})
_MARKS = re.compile(r"[\u064B-\u065F\u0670\u06D6-\u06ED\u200B-\u200F\u202A-\u202E\u2066-\u2069]")


def fold(text: str) -> str:
    """Lower case, compatibility forms, no Arabic marks, one form each of alef, ya and ta marbuta, single spaces."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_FOLDED)
    return " ".join(text.casefold().split())
