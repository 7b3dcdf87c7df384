"""One name, one spelling: does the English of a pair spell the names of its Arabic the way the name list does?"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dragoman.search import fold
from training.corpus.reading import Entity, Pair

_WORD = re.compile(r"[^\W\d_]+")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class NameReport:
    """``uses`` counts the names found in Arabic; ``spelled`` those whose English is spelled as listed.

    ``astray`` has the most frequent others: Arabic form, listed English, how often, one example.
    """

    uses: int
    spelled: int
    astray: tuple[tuple[str, str, int, str], ...]


def spellings(entities: Iterable[Entity]) -> Mapping[str, frozenset[str]]:
    """Folded Arabic form → the English forms it is listed with. Names of one short word are too often plain words."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for entity in entities:
        form = fold(entity.arabic)
        if entity.type in ("PER", "LOC", "ORG") and (" " in form or len(form) >= 6):
            table[form].add(entity.english)
    return {form: frozenset(english) for form, english in table.items()}


def ambiguous(entities: Iterable[Entity]) -> list[tuple[str, frozenset[str]]]:
    """Arabic forms with more than one English form: to be settled by hand, unless they are two names."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for entity in entities:
        table[fold(entity.arabic)].add(entity.english)
    return sorted((form, frozenset(english)) for form, english in table.items() if len(english) > 1)


def check_names(pairs: Iterable[Pair], table: Mapping[str, frozenset[str]]) -> NameReport:
    """Longest names first, each word of the Arabic in one name only."""
    uses = spelled = 0
    astray: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for pair in pairs:
        words = _WORD.findall(fold(pair.arabic))
        english = _plain(pair.english)
        i = 0
        while i < len(words):
            for length in range(min(_LONGEST, len(words) - i), 0, -1):
                form = _listed(words[i : i + length], table)
                if form is None:
                    continue
                uses += 1
                if any(_plain(e) in english for e in table[form]):
                    spelled += 1
                else:
                    key = (form, " / ".join(sorted(table[form])))
                    astray[key] += 1
                    examples.setdefault(key, pair.english)
                i += length - 1
                break
            i += 1
    listed = tuple((form, english, n, examples[form, english]) for (form, english), n in astray.most_common(40))
    return NameReport(uses, spelled, listed)


def _listed(words: list[str], table: Mapping[str, frozenset[str]]) -> str | None:
    form = " ".join(words)
    if form in table:
        return form
    for clitic in _CLITICS:
        if form.startswith(clitic) and form[len(clitic) :] in table:
            return form[len(clitic) :]
    return None


def _plain(english: str) -> str:
    """Without case, hyphens, apostrophes and the article of a name, which style may add or drop."""
    return re.sub(r"\b(?:al|el|the)[- ]", "", re.sub(r"['’`]", "", english.casefold())).replace("-", " ")
