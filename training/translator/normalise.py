"""One form for the text the model reads and writes; the product normalises its input the same way."""

import re
import unicodedata

_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefe]+")
_DROPPED = re.compile(
    "[\u064b-\u0652\u0670\u0640"  # vowel marks, dagger alif, tatweel
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"  # zero-widths and bidi controls
    "\u0000-\u0008\u000e-\u001f\u007f]"
)
_DIGITS = {0x0660 + n: str(n) for n in range(10)} | {0x06F0 + n: str(n) for n in range(10)}


def normalise_arabic(text: str) -> str:
    """Arabic without vowel marks, tatweel, presentation forms and invisible characters; digits in ASCII."""
    text = _PRESENTATION_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return " ".join(_DROPPED.sub("", text).translate(_DIGITS).split())


def normalise_english(text: str) -> str:
    """English in NFKC with straight quotes, so that a target is spelt in one way."""
    text = unicodedata.normalize("NFKC", text).translate(
        {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x00AB: '"', 0x00BB: '"'}
    )
    return " ".join(_DROPPED.sub("", text).split())
