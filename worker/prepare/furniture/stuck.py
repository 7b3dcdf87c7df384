"""What sticks to the article's own lines: a consent button on the last word, a link back after the last sentence."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture, Span
from worker.prepare.furniture.view import View
from worker.prepare.letters import fold, fold_in_place
from worker.prepare.lexicons import lexicon
from worker.prepare.lines import CLOSING, FINAL, Line

CONSENT = lexicon("consent-buttons")
END_MARKS = lexicon("end-marks")
COOKIES = re.compile(r".*(?:ملفات تعريف الارتباط|ملفات الارتباط|الكوكيز|cookies)")
STUCK = re.compile(rf"[{re.escape(FINAL)}][{re.escape(CLOSING)}]*\s?(?P<word>[^\W\d_]+)\W*$")
TRAILER = re.compile(
    r"(?:^|(?<=[.!?؟…»\"”)]))\s*(?P<trailer>(?:رابط (?:ال)?(?:خبر|مقال|موضوع)"
    r"|(?:التدوينه|المقاله?) .{1,150} (?:ظهرت?|نشرت?) اولا\W? (?:في|على)|نشرت? في\s*:|تاريخ النشر\s*:"
    r"|المصدر\s*:(?=[^.؟!«»\"]{1,60}$)|مشاركه\s*:|اقرا ايضا\s*[:.]|شاهد ايضا\s*[:.]|للمزيد\s*:|لقراءه المزيد\s*[:.]"
    r"|\[\s*\+\d+ chars\s*\]).*)$"
)
LEFTOVER = re.compile(r"\s*(?P<mark>\"\s*/?>|/>|&nbsp;|\[…\]|\[\.\.\.\])\s*$")
LEADING_STAMP = re.compile(r"date\s*\d{4}-\d\d-\d\d(?=\s)")
REACH = 200
"""How far from a line's end a trailer may begin, in code points."""


def consent(view: View) -> Iterator[Furniture]:
    """«موافق» alone at the page's end or stuck to its last stop; a line at the edge that speaks of cookies."""
    for at, line in enumerate(view.lines):
        last = at == len(view.lines) - 1
        cookies = len(line.words) <= 40 and view.at_edge(at) and COOKIES.match(line.folded)
        if cookies or (line.phrase in CONSENT and (last or view.in_tail(at))):
            yield view.marked(at, "consent")
        elif last and (stuck := _stuck(view, line, CONSENT)):
            yield Furniture(stuck, "consent")


def end_mark(view: View) -> Iterator[Furniture]:
    """«انتهى», as agencies close a dispatch, on a line of its own or stuck to the last stop."""
    for at, line in enumerate(view.lines):
        if at > 0 and line.phrase in END_MARKS and not view.in_head(at):
            yield view.marked(at, "end-mark")
        elif stuck := _stuck(view, line, END_MARKS):
            yield Furniture(stuck, "end-mark")


def _stuck(view: View, line: Line, words: frozenset[str]) -> Span | None:
    """Where one of ``words`` sticks to the last stop of ``line``."""
    end = line.span.of(view.text)[-60:]
    found = STUCK.search(end)
    if found is None or fold(found["word"]) not in words:
        return None
    return Span(line.span.end - len(end) + found.start("word"), line.span.end)


def leading_stamp(view: View) -> Iterator[Furniture]:
    """«date 2025-09-08» before the first words of a line."""
    for line in view.lines:
        found = LEADING_STAMP.match(line.folded)
        if found is not None and len(line.words) > 8:
            yield Furniture(Span(line.span.start, line.span.start + found.end()), "time-stamp")


def trailer(view: View) -> Iterator[Furniture]:
    """A link back, a date or a source after the last sentence of a line, as scrapers leave them."""
    for line in view.lines:
        if len(line.words) <= 6:
            continue
        end = line.span.of(view.text)[-REACH:]
        found = TRAILER.search(fold_in_place(end))
        left = LEFTOVER.search(end[-20:])
        if found and len(line.span) - len(end) + found.start("trailer") > 0:
            yield Furniture(Span(line.span.end - len(end) + found.start("trailer"), line.span.end), "trailer")
        elif left:
            yield Furniture(Span(line.span.end - len(end[-20:]) + left.start("mark"), line.span.end), "leftover")
