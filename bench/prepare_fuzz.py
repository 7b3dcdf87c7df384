"""Fuzz preparation with atheris, coverage-guided (pip install atheris; Linux, CPython up to 3.13).

Run from the repository root:

    python bench/prepare_fuzz.py -max_total_time=120

Any text, page or piece of either must come out whole: tiled to the code point, with a map from every normalised code
point back to its source. What crashes is written to the working directory as ``crash-*``.
"""

import contextlib
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

with atheris.instrument_imports(include=["worker.prepare", "dragoman"]):
    from dragoman.errors import EmptyTextError
    from dragoman.restore import restore
    from worker.prepare import normalise, prepare_html, prepare_text

ALPHABET = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةکیپگ٠١٢٣٤٥۴۵0123456789abAB .\n.\n،؛؟!?:;…"
    "\"'“”«»‹›()[]-–—|/\\*#@&<>=+©%\t\u00a0\u200f\u202b\u2028\ufeffـًَّﻻ"
)
PHRASES = (
    "وقال", "كما", "اقرأ أيضا", "الرئيسية »", "د.", "ص.ب.", "01:27 ص", "/31/", "http://a.b/c", "..", ".,", "واشنطن -",
    "(رويترز)", "المصدر:", "14 نوفمبر 2019", "أمس", "<p>", "</p>", "<script>", "<li>", "موافق", "حقوق محفوظة ©", "شارك",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """A text spelt from an alphabet of trouble: most bytes are a code point, some a phrase."""
    return "".join(
        PHRASES[byte % len(PHRASES)] if byte >= 230 else ALPHABET[byte % len(ALPHABET)] for byte in data[:4000]
    )


def one_input(data: bytes) -> None:
    text = text_of(data)
    normalised = normalise(text)
    assert len(normalised.origin) == len(normalised.text)
    assert normalise(normalised.text).text == normalised.text
    with contextlib.suppress(EmptyTextError):
        segmented = prepare_text(text).segmented
        assert segmented.text == text
        for furniture in segmented.furniture:
            segmented = restore(segmented, furniture.span)
    with contextlib.suppress(EmptyTextError):
        assert prepare_html(text).segmented.segments


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
