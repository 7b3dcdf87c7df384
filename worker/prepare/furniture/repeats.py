"""What stands twice: headlines and abstracts. The first one is kept."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View
from worker.prepare.letters import WORD
from worker.prepare.lines import Line

SUFFIX = re.compile(r"\s[-–—|:]\s(?:\W*\w+){1,4}\W*$")
"""The outlet's name after a page's title."""

HEADLINES = 12
"""So many lines of the head are compared with each other, not more: the work stays linear."""


def repeated_headline(view: View) -> Iterator[Furniture]:
    """A headline-like line of the head that says the same as an earlier line there."""
    earlier: list[frozenset[str]] = []
    for at, line in enumerate(view.lines):
        if not view.in_head(at) or not view.has_prose:  # with no prose below it may be verse
            break
        words = frozenset(line.words)
        if len(line.words) < 4:
            continue
        if any(_nearly_the_same(words, other) for other in earlier):
            yield view.marked(at, "repeated-headline")
        elif len(earlier) < HEADLINES:
            earlier.append(words)


def between_headlines(view: View) -> Iterator[Furniture]:
    """What stands between a page's title and the same headline above its article: other headlines, menus, marks.

    When the page's title carries the outlet's name at its end, it goes too: the headline below says it better.
    """
    if not view.lines or len(view.lines[0].words) < 4:
        return
    title = frozenset(view.lines[0].words)
    bare = SUFFIX.sub("", view.lines[0].folded)
    headline = frozenset(WORD.findall(bare))
    for at in range(1, min(view.first_prose, HEADLINES, len(view.lines))):
        words = frozenset(view.lines[at].words)
        suffixed = len(headline) >= 4 and headline != title and _nearly_the_same(words, headline)
        if suffixed:
            yield view.marked(0, "page-title")
        if suffixed or _nearly_the_same(words, title):
            for between in range(1, at):
                if not _nearly_the_same(frozenset(view.lines[between].words), title):
                    yield view.marked(between, "page-head")
            if suffixed:
                return


def repeated_paragraph(view: View) -> Iterator[Furniture]:
    """A line of eight words or more that has stood before, or nearly so: an abstract set above its article."""
    seen: set[str] = set()
    lately: list[Line] = []
    for at, line in enumerate(view.lines):
        if len(line.words) < 8:
            continue
        if line.phrase in seen or any(_is_respelt(line, other) for other in lately):
            yield view.marked(at, "repeated-paragraph")
        seen.add(line.phrase)
        lately = [*lately[-2:], line]


def _is_respelt(line: Line, other: Line) -> bool:
    """Whether two long lines differ by the spelling of a word or two, numbers aside: an abstract typed again."""
    if min(len(line.words), len(other.words)) < 15 or abs(len(line.words) - len(other.words)) > 1:
        return False
    odd = set(line.words) ^ set(other.words)
    return len(odd) <= 4 and not any(word.isdigit() for word in odd)


def _nearly_the_same(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether nine words in ten are shared."""
    return len(words & others) >= 0.9 * len(words | others)
