"""Arabic letters folded for comparison: what two spellings of one word have in common.

Only for matching against lexicons and for telling repetitions: no reader and no engine sees a folded text.
"""

import re

MARKS = "\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
"""Tatweel and diacritics, as a character class."""

INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Bidi controls, joiners and other marks without width, as a character class."""

WORD = re.compile(r"[^\W_]+")

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        **dict.fromkeys("ةہھەۀۃ", "ه"),
        **dict.fromkeys("کگڪ", "ك"),
        "\u00a0": " ",
        "\u202f": " ",
        **{digit: str(value % 10) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")},
    }
)
_DROPPED = re.compile(f"[{MARKS}{INVISIBLE}]")


def fold(text: str) -> str:
    """``text`` in lower case, without diacritics, tatweel and controls, and with letters of one sound made one."""
    return _DROPPED.sub("", text).translate(_ALIKE).lower()


def fold_in_place(text: str) -> str:
    """As ``fold``, but every code point keeps its index: marks and controls stay."""
    folded = text.translate(_ALIKE)
    lower = folded.lower()
    return lower if len(lower) == len(text) else folded


def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text``, folded."""
    return tuple(WORD.findall(fold(text)))
