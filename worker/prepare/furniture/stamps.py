"""Times, counts and marks that stand alone: date lines, reading time, views, rulers."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.calendars import CALENDAR_WORDS
from worker.prepare.furniture.view import View
from worker.prepare.lexicons import lexicon
from worker.prepare.lines import Line

STAMP_WORDS = CALENDAR_WORDS | frozenset(word for phrase in lexicon("stamp-words") for word in phrase.split())
STAMP_LEAD = re.compile(r"[\W_]*(?:الساعه \d|نشرت? في|تاريخ النشر|اخر تحديث|تم النشر|تحديث|\d{4}-\d\d-\d\d \d\d:\d\d)")
TIME = re.compile(r"\d{1,2}:\d\d|\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,4}|\d{1,2}\s?,?\s+(?:19|20)\d\d(?!\d)")
CODE = re.compile(r"[\w\-\])]\s?\{[^{}]{0,300}[:;]|function\s?\(|</?\w+[^<>]{0,200}>|\bvar \w+ ?=|=>|\);")
ARABIC = re.compile("[\u0620-\u064a]")
_THINGS = r"(?:ال)?(?:مشاهدات|مشاهده|قراءات|قراءه|زيارات|زياره|تعليقات|تعليق|views?)"
COUNT = re.compile(
    rf"[\W_]*(?:(?:عدد )?{_THINGS}\s*[:\-]?\s*[\d.,]+\s*k?|[\d.,]+\s*k?\s*{_THINGS}|(?:مده|وقت|زمن) (?:ال)?قراءه.*"
    r"|(?:اقل من )?(?:دقيقه|دقيقتان|\d+ (?:دقائق|دقايق|دقيقه))(?: قراءه| للقراءه| من القراءه)?|\d+ min read)[\W_]*"
)


PROGRAMME_WORDS = 4
"""The names of programmes have so many words on average, at most."""


def time_stamp(view: View) -> Iterator[Furniture]:
    """Words of the calendar and the clock with a number among them, and no more than a stranger or so."""
    for at, line in enumerate(view.lines):
        words = re.findall(r"[^\W\d_]+", line.folded)
        strange = [word for word in words if word not in STAMP_WORDS]
        if not any(char.isdigit() for char in line.folded) or len(words) > 16:
            continue
        timed = TIME.search(line.folded) is not None
        edge = view.at_edge(at) and not line.stopped
        led = edge and STAMP_LEAD.match(line.folded) is not None and len(strange) <= 3
        foreign = timed and all(word.isascii() or not ARABIC.search(word) for word in words)
        if (words and not strange) or (not words and timed) or led or (edge and timed and len(strange) <= 1) or foreign:
            yield view.marked(at, "time-stamp")


def schedule(view: View) -> Iterator[Furniture]:
    """A programme above the article: five times of day or more, and the short lines among them."""
    times = [at for at, line in enumerate(view.lines) if view.in_head(at) and _is_time(line)]
    if len(times) < 5:
        return
    among = [len(line.words) for line in view.lines[times[0] : times[-1]] if not _is_time(line)]
    if sum(among) <= PROGRAMME_WORDS * len(among):  # the entries of a live blog are longer
        for at in range(times[0], times[-1] + 1):
            yield view.marked(at, "schedule")


def _is_time(line: Line) -> bool:
    return re.match(r"\d{1,2}:\d\d\b", line.folded) is not None and len(line.words) <= 4


def counter(view: View) -> Iterator[Furniture]:
    """Views, reading time, comments: a number and its unit."""
    for at, line in enumerate(view.lines):
        if len(line.words) <= 6 and COUNT.fullmatch(line.folded):
            yield view.marked(at, "counter")


def code(view: View) -> Iterator[Furniture]:
    """Style sheets and scripts that a scraper took for text."""
    for at, line in enumerate(view.lines):
        if CODE.search(line.folded[:2000]) and not ARABIC.search(line.folded):
            yield view.marked(at, "code")


def stray_mark(view: View) -> Iterator[Furniture]:
    """A line without a word: rulers and stray marks anywhere, lone numbers and letters outside the prose."""
    for at, line in enumerate(view.lines):
        letters = sum(char.isalpha() for char in line.folded)
        digits = any(char.isdigit() for char in line.folded)
        if (letters == 0 and not digits) or (view.at_edge(at) and letters <= 2 and len(view.lines) > 1):
            yield view.marked(at, "stray-mark")
