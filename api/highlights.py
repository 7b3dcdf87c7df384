"""Where in a line the numbers, names and words stand that its flags speak of."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dragoman.search import fold
from dragoman.text import Span
from dragoman.translation import Flag, JsonValue


@dataclass(frozen=True, slots=True)
class Concerned:
    """Spans of the Arabic and of the English: sorted, apart from each other."""

    source: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()


# Under which names checks say what they found, and on which side it stands.
_ON_SOURCE = ("missing", "lost", "names")
_ON_TARGET = ("added", "gained", "words", "phrase", "names")

_MONTHS_ARABIC = (
    "يناير|كانون_الثاني|جانفي فبراير|شباط|فيفري مارس|آذار أبريل|إبريل|نيسان|أفريل مايو|أيار|ماي يونيو|حزيران|جوان "
    "يوليو|تموز|جويلية|يوليوز أغسطس|آب|أوت|غشت سبتمبر|أيلول|شتنبر أكتوبر|تشرين_الأول نوفمبر|تشرين_الثاني|نونبر "
    "ديسمبر|كانون_الأول|دجنبر"
)
_ARABIC = {
    "month": _MONTHS_ARABIC.split(),
    "weekday": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split(),
}
_ENGLISH = {
    "month": (
        "January|Jan February|Feb March|Mar April|Apr May June|Jun July|Jul August|Aug September|Sept|Sep "
        "October|Oct November|Nov December|Dec"
    ).split(),
    "weekday": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}


def concerned(source: str, target: str, flags: Sequence[Flag]) -> Concerned:
    """What is not found in a text is not marked: the flag's words say it all the same."""
    if not flags:
        return Concerned()
    ours = [word for flag in flags for word in _words(flag, _ON_SOURCE, _ARABIC)]
    theirs = [word for flag in flags for word in _words(flag, _ON_TARGET, _ENGLISH)]
    return Concerned(_places(source, ours), _places(target, theirs))


def _words(flag: Flag, keys: Sequence[str], calendar: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for key in keys:
        for value in _listed(flag.data.get(key)):
            if isinstance(value, str):
                yield value
            elif flag.check in calendar and isinstance(value, int) and 1 <= value <= len(calendar[flag.check]):
                yield from calendar[flag.check][value - 1].replace("_", " ").split("|")


def _listed(value: JsonValue) -> Iterable[JsonValue]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    return (value,)


def _places(text: str, words: Sequence[str]) -> tuple[Span, ...]:
    if not words:
        return ()
    folded, at = _folded(text)
    found = [
        Span(at[match.start()], at[match.end() - 1] + 1)
        for word in words
        if (pattern := _pattern(word)) is not None
        for match in pattern.finditer(folded)
    ]
    return tuple(_merged(sorted(found)))


def _folded(text: str) -> tuple[str, list[int]]:
    """Each character as a search compares it, and the place in ``text`` it came from."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in _fold(char):
            chars.append(one)
            places.append(place)
    return "".join(chars), places


@lru_cache(maxsize=2048)
def _fold(char: str) -> str:
    if char.isspace():
        return " "
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in fold(char))


def _pattern(word: str) -> re.Pattern[str] | None:
    """The word, or the run of number words, as it may stand in a text: whole, and with what Arabic writes on to it."""
    parts = _folded(word)[0].split()
    if not parts or not any(c.isalnum() for c in word):
        return None
    first, last = parts[0], parts[-1]
    # Checks report "five and thirty" with its "and" apart; Arabic writes it on to the next word, or does without.
    body = re.escape(first)
    for before, part in pairwise(parts):
        if part != "و":
            body += (r"\W*و?\W*" if before == "و" else r"\W+") + re.escape(part)
    body = body.replace(r"\.", r"[.,\u066b]")
    if first[0].isdigit():
        start = r"(?<!\d)(?<!\d[.,])"
    else:
        start = r"(?<!\w)(?:[وف])?(?:[بكل])?" if "\u0600" <= first[0] <= "\u06ff" else r"(?<!\w)"
    end = r"(?!\d)(?![.,]\d)" if last[-1].isdigit() else r"(?!\w)"
    return re.compile(start + body + end)


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    open_span: Span | None = None
    for span in spans:
        if open_span is not None and span.start <= open_span.end:
            open_span = Span(open_span.start, max(open_span.end, span.end))
            continue
        if open_span is not None:
            yield open_span
        open_span = span
    if open_span is not None:
        yield open_span
