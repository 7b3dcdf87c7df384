"""Cut a paragraph into sentences at the stops that end one.

Every mark that may end a sentence is a candidate; a list of small questions then says of each why it does not.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dragoman.text import Boundary, Span
from worker.prepare.abbreviations import is_abbreviation, is_domain
from worker.prepare.openings import links, opens_sentence
from worker.prepare.quotes import QUOTES, Quoted, quotations_in
from worker.prepare.spans import trimmed
from worker.prepare.unstopped import end_score

STOPS = re.compile(r"[.!?؟…۔।]+(?:\s?[.!?؟…]+)*")
CLOSING = "\"'”“»«’›‹)]}"
WORD_CHARACTER = re.compile(r"[^\W_]")
NEAR = 120
"""No question looks further than this many code points around a stop, so that cutting takes linear time."""

PAUSE_ODDS = -2.0
"""The log odds that make an ellipsis an end: low, since the writer did stop there."""

SHORT_QUOTE = 4
"""A part of a quotation is read apart from the rest only when both have so many words."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of stops ``[start, end)`` in the sentence that begins at ``sentence``; the paragraph ends at ``limit``.

    ``tail`` is where the closing quotes and junk commas after it end, ``following`` where the next visible code
    point stands, ``quoted`` the quotation around the stop, if there is one.
    """

    text: str
    sentence: int
    start: int
    end: int
    tail: int
    following: int
    limit: int
    quoted: Quoted | None

    @property
    def marks(self) -> str:
        return self.text[self.start : self.end]

    @property
    def glued(self) -> bool:
        """Whether the next word follows without white space."""
        return self.tail == self.following


def sentences_of(text: str, paragraph: Span) -> Iterator[tuple[Span, Boundary]]:
    """The sentences of a paragraph, in reading order, with why each ends: at a stop, or at the paragraph's break."""
    quotations = quotations_in(text, paragraph.start, paragraph.end)
    openings = [one.opening for one in quotations]
    start = wordless = paragraph.start
    for stop in STOPS.finditer(text, paragraph.start, paragraph.end):
        if stop.start() < start:
            continue
        at = bisect_right(openings, stop.start()) - 1
        quoted = quotations[at] if at >= 0 and stop.start() < quotations[at].closing else None
        if WORD_CHARACTER.search(text, wordless, stop.start()) is None:
            wordless = stop.end()
            continue
        candidate = _candidate(text, start, stop, paragraph.end, quoted)
        if candidate.following >= paragraph.end:
            break
        if any(question(candidate) for question in NO_END):
            continue
        span = trimmed(text, start, candidate.tail)
        if span is not None:
            yield span, Boundary.STOP
        start = wordless = candidate.tail
    span = trimmed(text, start, paragraph.end)
    if span is not None:
        yield span, Boundary.STOP if _ends_stopped(span.of(text)) else Boundary.BREAK


def _candidate(text: str, sentence: int, stop: re.Match[str], limit: int, quoted: Quoted | None) -> Candidate:
    tail = stop.end()
    while (
        tail < min(limit, stop.end() + 12)
        and (text[tail] in CLOSING or text[tail] in ",،.")
        and _hangs_on(text, tail, limit, quoted)
    ):
        tail += 1
    following = tail
    while following < limit and text[following].isspace():
        following += 1
    return Candidate(text, sentence, stop.start(), stop.end(), tail, following, limit, quoted)


def _hangs_on(text: str, at: int, limit: int, quoted: Quoted | None) -> bool:
    """Whether the mark at ``at`` belongs to the sentence that has just stopped."""
    if text[at] in QUOTES:
        return (quoted is not None and at == quoted.closing) or at + 1 >= limit or not text[at + 1].isalnum()
    return True


def _ends_stopped(shown: str) -> bool:
    return shown.rstrip(CLOSING + ",، ").endswith(tuple(".!?؟…۔।"))


def is_inside_number(c: Candidate) -> bool:
    """3.5, 259.167, 01.27: digits on both sides."""
    return c.glued and c.text[c.start - 1 : c.start].isdigit() and c.text[c.following].isdigit()


def is_inside_address(c: Candidate) -> bool:
    """Links, mail addresses, file names, «العربية.نت»: no space, and Latin letters or a domain after."""
    after = c.text[c.following]
    if not c.glued or c.tail != c.end:
        return False
    return after in "/?=&@_" or (after.isascii() and after.isalnum()) or is_domain(c.text, c.following - 1)


def is_initial(c: Candidate) -> bool:
    """«د.», «أ.د.», «ص.ب.», U.S.: the dot belongs to the letters before it."""
    return c.marks in (".", "!") and is_abbreviation(c.text, c.sentence, c.start)


def is_list_number(c: Candidate) -> bool:
    """«1.» at the head of an item, or a mark with nothing before it."""
    return c.start - c.sentence <= 6 and not any(char.isalpha() for char in c.text[c.sentence : c.start])


def is_soft_ellipsis(c: Candidate) -> bool:
    """«..» and «…» are a pause unless what follows opens a sentence, by its first words or by the boundary model."""
    if re.search("[!?؟]", c.marks) or not ("…" in c.marks or c.marks.replace(" ", "").endswith("..")):
        return False
    if _words(c.text[max(c.sentence, c.start - NEAR) : c.start]) < SHORT_QUOTE:
        return True
    return not opens_sentence(c.text[c.following : c.following + 60]) and end_score(c.text, c.following) <= PAUSE_ODDS


def is_before_comma(c: Candidate) -> bool:
    """«؟،» goes on; «.,» is the junk some scrapers leave between sentences and does end one."""
    return "." not in c.marks and "،" in c.text[c.end : c.tail]


def is_inside_parentheses(c: Candidate) -> bool:
    """«(متى؟)»: the mark is the aside's, not the sentence's, when the sentence goes on after it."""
    opening = c.text.rfind("(", max(c.sentence, c.start - NEAR), c.start)
    if opening < 0 or ")" in c.text[opening : c.start]:
        return False
    closing = c.text.find(")", c.start, min(c.limit, c.start + NEAR))
    return closing >= 0 and (closing < c.tail or _words(c.text[opening : c.start]) < 8)


def is_inside_short_quote(c: Candidate) -> bool:
    """Inside a quotation the parts are read apart only when both stand on their own feet."""
    if c.quoted is None or c.tail > c.quoted.closing:
        return False
    before = c.text[max(c.sentence, c.quoted.opening, c.start - NEAR) : c.start]
    after = c.text[c.following : min(c.quoted.closing, c.following + NEAR)]
    return _words(before) < SHORT_QUOTE or _words(after) < SHORT_QUOTE


def is_asked_by(c: Candidate) -> bool:
    """«هل …؟» سأل الرجل: a quoted question whose sentence goes on after it, as all do but those with a connective."""
    quoted_question = c.quoted is not None and c.start < c.quoted.closing < c.tail and "." not in c.marks
    return quoted_question and not links(c.text[c.following : c.following + NEAR])


def is_glued_doubt(c: Candidate) -> bool:
    """Without a space after it, a stop counts only between two words of some length."""
    if not c.glued:
        return False
    after = c.text[c.following : c.following + 3]
    return not (len(after) == 3 and sum(char.isalpha() for char in after.lstrip(QUOTES + "([-")) >= 2)


def is_latin_going_on(c: Candidate) -> bool:
    """Yahoo! said: a Latin word in lower case follows."""
    return c.text[c.following].islower()


def _words(part: str) -> int:
    return len(part.split())


NO_END: tuple[Callable[[Candidate], bool], ...] = (
    is_inside_number,
    is_inside_address,
    is_initial,
    is_list_number,
    is_soft_ellipsis,
    is_before_comma,
    is_inside_parentheses,
    is_inside_short_quote,
    is_asked_by,
    is_glued_doubt,
    is_latin_going_on,
)
