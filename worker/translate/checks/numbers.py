"""Figures and number words, in both languages, compared as values.

"١٥٠٠", "1,500" and "1500" are one value, and so are "1.5 مليون" and "1,500,000", "ثلاثة عشر" and "13". A source number
must be found in the target as a figure or as words, and a target figure must come from the source.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.search import fold
from dragoman.translation import Flag


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands (``text``) and every value it may be read as."""

    text: str
    values: frozenset[float]


def numbers(source: str, target: str) -> list[Flag]:
    """``{"missing": [...], "added": [...]}``: figures of the source that the target lacks, and the reverse.

    Number words are looked for too, but only figures are reported: in both languages a word such as "one" or "second"
    is too often no number at all. Of the Arabic words only those that can be nothing else (three and up) must be found.
    """
    ours, theirs = list(_figures(source)), list(_figures(target))
    our_words, their_words = list(_arabic_words(source)), list(_english_words(target))
    our_scales = list(_arabic_words(source, scales_alone=True))
    missing = _unmatched(ours, [*theirs, *their_words])
    # Arabic has a dual, so "2" may come from no number word at all ("بهدفين"), and "1" from a bare noun.
    added = [n for n in _unmatched(theirs, [*ours, *our_scales]) if min(n.values) > 2]
    missing += _unmatched([n for n in our_words if min(n.values) >= 3], [*theirs, *their_words])
    if not missing and not added:
        return []
    return [Flag("numbers", {"missing": [n.text for n in missing], "added": [n.text for n in added]})]


def _unmatched(wanted: Iterable[Number], having: Iterable[Number]) -> list[Number]:
    # A figure said once may be meant twice ("in 2014 … that year, 2014"), so a value is not used up by being met.
    values = {value for other in having for value in other.values}
    return [number for number in wanted if not number.values & values]


# Figures.

# "ألفا" is the accusative after a figure ("85 ألفاً"); it is also the dual in front of a noun, which is rarer.
_SCALES_ARABIC = {
    **dict.fromkeys(("الف", "الاف", "الفا"), 1e3),
    **dict.fromkeys(("مليون", "ملايين", "مليونا"), 1e6),
    **dict.fromkeys(("مليار", "مليارات", "مليارا", "بليون"), 1e9),
    **dict.fromkeys(("تريليون", "ترليون"), 1e12),
}
_SCALES_ENGLISH = {
    "hundred": 1e2,
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("million", "m", "mn"), 1e6),
    **dict.fromkeys(("billion", "b", "bn"), 1e9),
    **dict.fromkeys(("trillion", "tn"), 1e12),
}
_SCALES = _SCALES_ARABIC | _SCALES_ENGLISH
_FIGURE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[,\u066C'’ ]\d{3})+(?!\d)|\d+)(?:[.\u066B,](\d{1,2}(?!\d)|(?<=\.)\d+))?(?!\d)"
    r"(?:[ -]?([^\W\d_]+))?"
)
# Dates, times, scores and ranges are read figure by figure.
_JOINTS = re.compile(r"(?<=\d)[/:\-–](?=\d)")
# "/35/ دولة": how some agencies set off figures.
_SLASHED = re.compile(r"(?<![\d/])/(\d+(?:[.,]\d+)?)/(?![\d/])")
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


def _figures(text: str) -> Iterator[Number]:
    plain = _JOINTS.sub(" / ", _SLASHED.sub(r" \1 ", text.translate(_DIGITS)))
    open_sum: tuple[int, float, list[str]] | None = None
    found: list[Number] = []
    for match in _FIGURE.finditer(plain):
        whole, fraction, word = match.groups()
        number, scaled = _figure(whole, fraction, word)
        # "3 ملايين و250 ألف" is one number in two figures, and English prints it as one.
        if open_sum and scaled and plain[open_sum[0] : match.start()].strip() in ("و", "and") and scaled < open_sum[1]:
            total = open_sum[1] + scaled
            number = Number(number.text, number.values | {total})
            found = [Number(n.text, n.values | {total}) if n.text in open_sum[2] else n for n in found]
            open_sum = (match.end(), total, [*open_sum[2], number.text])
        else:
            open_sum = (match.end(), scaled, [number.text]) if scaled else None
        found.append(number)
    yield from found


def _figure(whole: str, fraction: str | None, word: str | None) -> tuple[Number, float | None]:
    """The number, and its value with the scale word that follows it, if one does."""
    digits = re.sub(r"\D", "", whole)
    value = float(f"{digits}.{fraction}" if fraction else digits)
    values = {value}
    groups = re.split(r"\D", whole)
    if len(groups) > 1:
        # "000 640" is how some UN texts print 640,000; and a space may part two numbers, not thousands.
        values.add(float("".join(reversed(groups))))
        if " " in whole:
            values |= {float(g) for g in groups}
    scale = _SCALES.get(fold(word)) if word else None
    if scale:
        values = {value * scale}
    if word == "s":
        values.add(value % 100)  # "the 1980s" and "الثمانينيات"
    shown = f"{whole}.{fraction}" if fraction else whole
    return Number(shown, frozenset(round(v, 6) for v in values)), value * scale if scale else None


# English words.

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth".split()
)
_ENGLISH: dict[str, float] = {
    **{w: float(i) for i, w in enumerate(_UNITS)},
    **{f"{w}fold": float(i) for i, w in enumerate(_UNITS) if i > 1},
    **{w: float(i) for i, w in enumerate(_ORDINALS, 1)},
    **{w: 10.0 * i for i, w in enumerate(_TENS, 2)},
    **{w[:-1] + "ieth": 10.0 * i for i, w in enumerate(_TENS, 2)},
    **{w[:-1] + "ies": 10.0 * i for i, w in enumerate(_TENS, 2)},
    **dict.fromkeys(("once", "single"), 1.0),
    **dict.fromkeys(("both", "twice", "pair", "couple"), 2.0),
    **dict.fromkeys(("trio", "triple", "triples", "tripled", "thirds", "tripartite", "trilateral"), 3.0),
    **dict.fromkeys(("quarter", "quarters", "quadrupled", "quartet"), 4.0),
    **dict.fromkeys(("fifths", "quintet"), 5.0),
    "half": 0.5,
    "octet": 8.0,
    "decade": 10.0,
    "dozen": 12.0,
    "fortnight": 14.0,
}
# Kings and popes.
_ROMAN = "II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII".split()
_ENGLISH_WORD = re.compile(r"[A-Za-z]+")


def _english_words(text: str) -> Iterator[Number]:
    yield from _sums(
        [w.casefold() for w in _ENGLISH_WORD.findall(text)],
        _ENGLISH,
        _SCALES_ENGLISH | {w + "s": v for w, v in _SCALES_ENGLISH.items() if len(w) > 2} | {"thousandth": 1e3},
        glue=frozenset({"and"}),
        scales_alone=True,  # "a hundred", "thousands"
    )
    for word in _ENGLISH_WORD.findall(text):
        if word in _ROMAN:
            yield Number(word, frozenset({float(_ROMAN.index(word) + 2)}))


# Arabic words.

_ARABIC_FORMS = {
    1: "واحد واحده الواحد الواحده احد احدي الحادي الحاديه حادي حاديه الاول الاولي اول اولي",
    2: "الثاني الثانيه ثاني ثانيه اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي",
    3: "ثلاثه ثلاث الثلاثه الثلاث ثالث الثالث الثالثه ثالثه",
    4: "اربعه اربع الاربعه الرابع الرابعه رابع رابعه",
    5: "خمسه خمس الخمسه الخمس الخامس الخامسه خامس خامسه",
    6: "سته ست السته الست السادس السادسه سادس سادسه",
    7: "سبعه سبع السبعه السبع السابع السابعه سابع سابعه",
    8: "ثمانيه ثماني ثمان الثمانيه الثماني الثامن الثامنه ثامن ثامنه",
    9: "تسعه تسع التسعه التسع التاسع التاسعه تاسع تاسعه",
    10: "عشره عشر العشره العشر العاشر العاشره عاشر عاشره",
    20: "عشرون عشرين العشرون العشرين",
    30: "ثلاثون ثلاثين الثلاثون الثلاثين",
    40: "اربعون اربعين الاربعون الاربعين",
    50: "خمسون خمسين الخمسون الخمسين",
    60: "ستون ستين الستون الستين",
    70: "سبعون سبعين السبعون السبعين",
    80: "ثمانون ثمانين الثمانون الثمانين",
    90: "تسعون تسعين التسعون التسعين",
    100: "ميه مايه",
    200: "ميتان ميتين مايتان مايتين ميتا ميتي مايتا",
    300: "ثلاثميه ثلاثمايه",
    400: "اربعميه اربعمايه",
    500: "خمسميه خمسمايه",
    600: "ستميه ستمايه",
    700: "سبعميه سبعمايه",
    800: "ثمانميه ثمانمايه ثمانيميه",
    900: "تسعميه تسعمايه",
    2000: "الفان الفين",
    2_000_000: "مليونان مليونين",
    2_000_000_000: "ملياران مليارين",
}
_ARABIC_TENS = "عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين".split()
_ARABIC: dict[str, float] = {
    **{form: float(value) for value, forms in _ARABIC_FORMS.items() for form in forms.split()},
    # Decades: "الثمانينيات", "ثمانينات".
    **{
        f"{article}{tens}{ending}": 10.0 * i
        for i, tens in enumerate(_ARABIC_TENS, 2)
        for article in ("", "ال")
        for ending in ("ات", "يات")
    },
}
_ARABIC_OR_SCALE = frozenset(_ARABIC) | frozenset(_SCALES_ARABIC)
_ARABIC_WORD = re.compile(r"[^\W\d_]+")
_TEEN = frozenset({"عشر", "عشره"})
_AND = re.compile(r"^و(?=\w{3})")


def _arabic_words(text: str, *, scales_alone: bool = False) -> Iterator[Number]:
    words: list[str] = []
    for raw in _ARABIC_WORD.findall(fold(text)):
        bare = _AND.sub("", raw)
        if raw not in _ARABIC and (bare in _ARABIC or bare in _SCALES_ARABIC):
            words += ["و", bare]
        else:
            words.append(raw[1:] if raw[:1] in "بل" and raw[1:] in _ARABIC_OR_SCALE else raw)
    teens: list[str] = []
    for word in words:
        # Three-ten is thirteen: the unit and the ten are added like any others, only without the "and".
        if word in _TEEN and teens and 1 <= _ARABIC.get(teens[-1], 0) <= 9:
            teens.append("و")
        teens.append(word)
    yield from _sums(teens, _ARABIC, _SCALES_ARABIC, glue=frozenset({"و"}), scales_alone=scales_alone)


def _sums(
    words: list[str],
    units: dict[str, float],
    scales: dict[str, float],
    glue: frozenset[str],
    *,
    scales_alone: bool = False,
) -> Iterator[Number]:
    """Runs of number words, read as one number, and each of their parts: "three hundred and five" is 305, 300 and 5.

    Reading the parts too is what makes a list ("three and five") harmless.
    """
    run: list[str] = []
    for word in [*words, ""]:
        if word in units or word in scales or (run and word in glue):
            run.append(word)
            continue
        while run and run[-1] in glue:
            run.pop()
        if any(w in units for w in run) or (run and scales_alone):
            yield Number(" ".join(run), frozenset(_values(run, units, scales)))
        run = []


def _values(run: list[str], units: dict[str, float], scales: dict[str, float]) -> set[float]:
    total = current = 0.0
    values: set[float] = set()
    for word in run:
        if word in scales:
            scaled = (current or 1.0) * scales[word]
            values.add(scaled)
            if scales[word] >= 1000:
                total, current = total + scaled, 0.0
            else:
                current = scaled
        elif word in units:
            value = units[word]
            values.add(value)
            current += value
            values.add(current)
    values.add(total + current)
    return {v for v in values if v}
