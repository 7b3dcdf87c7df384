"""Dots that end no sentence because they belong to a word: initials, titles, domains."""

import re

from worker.prepare.letters import MARKS, fold
from worker.prepare.lexicons import lexicon

INITIALS = re.compile(
    rf"(?:(?<=\s)|(?<=^)|(?<=[(\[\"“”«»'\-–/،]))(?:و?ب?ل?ال|[وبلك])?[^\W\d_][{MARKS}]?(?:\s?\.\s?[^\W\d_][{MARKS}]?)*$"
)
"""One letter, or letters with dots between, right before a dot: «د», «أ.د», «ص.ب», «U.S»."""

WORDS = lexicon("abbreviations")
ERA = re.compile(r"\d\s*(?:ق\s?\.\s?)?[مه]ـ?$")
"""A year and its era: the dot after «2008 م» is a stop like any other."""

DOMAINS = lexicon("domains")
LETTER_NAMES = lexicon("letter-names")


def is_abbreviation(text: str, start: int, dot: int) -> bool:
    """Whether the dot at ``dot`` belongs to the word before it. ``start`` is where the sentence begins."""
    before = text[max(start, dot - 24) : dot].rstrip(" ")
    if ERA.search(fold(before)):
        return False
    if INITIALS.search(before):
        return True
    word = re.search(r"[^\W\d_]+$", before)
    return word is not None and (fold(word[0]) in WORDS or _is_spelt(text, before, word[0], dot))


def _is_spelt(text: str, before: str, word: str, dot: int) -> bool:
    """Whether ``word`` is a Latin letter's name in a row of such: «إس. تي. مايكرو», where a dot follows each."""
    if fold(word) not in LETTER_NAMES:
        return False
    following = re.match(r"\s?([^\W\d_]+)", text[dot + 1 : dot + 12])
    spelt_before = re.search(r"([^\W\d_]+)\.\s?[^\W\d_]+$", before)
    return (following is not None and fold(following[1]) in LETTER_NAMES) or (
        spelt_before is not None and fold(spelt_before[1]) in LETTER_NAMES
    )


def is_domain(text: str, dot: int) -> bool:
    """Whether the dot at ``dot`` joins a name and a domain, as in «العربية.نت» and example.com."""
    word = re.match(r"[^\W\d_]+", text[dot + 1 : dot + 12])
    return word is not None and fold(word[0]) in DOMAINS
