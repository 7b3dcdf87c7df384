"""Normalise text for the engine only; a map leads from every normalised character back to its source."""

import re
import unicodedata
from dataclasses import dataclass

LETTERS = str.maketrans({"ک": "ك", "ی": "ي", "ې": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "گ": "ك"})
DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
DROPPED = re.compile("[\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """``origin[i]`` is the index in the source of the code point that ``text[i]`` came from; it never falls."""

    text: str
    origin: tuple[int, ...]


def normalise(text: str) -> Normalised:
    """``text`` as the engine should read it."""
    out: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        if DROPPED.match(char) or unicodedata.category(char) in ("Cf", "Cc") and not char.isspace():
            continue
        form = unicodedata.normalize("NFKC", char) if "\ufb50" <= char <= "\ufefc" else char
        for c in form.translate(LETTERS).translate(DIGITS):
            shown = " " if c.isspace() else c
            if shown == " " and (not out or out[-1] == " "):
                continue
            out.append(shown)
            origin.append(at)
    while out and out[-1] == " ":
        out.pop()
        origin.pop()
    return Normalised("".join(out), tuple(origin))
