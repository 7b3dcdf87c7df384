"""The translation memory: what people corrected once is offered again for the same sentence."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from dragoman.errors import InvalidInputError

MAX_CORRECTION = 10_000
"""The longest correction of one segment, in code points."""

HUMAN = "human"
"""The signature of a correction."""

_MARKS = re.compile(r"[\u064B-\u0652\u0670\u0640\u200B-\u200F\u202A-\u202E\u2066-\u2069\ufeff]")
_ALEFS = str.maketrans("أإآٱ", "اااا")


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's English for one segment. ``version`` counts the changes of that segment from 1, undoing included.

    ``text`` is ``None`` when the correction was undone and the machine's version stands again.
    """

    n: int
    version: int
    text: str | None
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """A corrected sentence of another article (or of this one), ready to be used again."""

    text: str
    author: str
    at: datetime


def memory_key(source: str) -> str:
    """Two sentences with one key are the same sentence: marks, tatweel, alef's hamza and white space aside.

    Digits, punctuation and every other letter must agree, so a changed number or name is another sentence.
    """
    text = _MARKS.sub("", unicodedata.normalize("NFKC", source)).translate(_ALEFS)
    return " ".join(text.split())


def checked_correction(text: str) -> str:
    """The correction as it is stored: trimmed, on one line. Raises InvalidInputError."""
    line = " ".join(text.split())
    if not line:
        raise InvalidInputError("a correction cannot be empty; undo it to get the machine's version back")
    if len(line) > MAX_CORRECTION:
        raise InvalidInputError(f"a correction may have {MAX_CORRECTION:,} characters at most")
    return line
