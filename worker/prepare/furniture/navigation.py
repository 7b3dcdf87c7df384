"""Where the page says where you are: breadcrumbs, section names, the way back to the top, link tickers."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View
from worker.prepare.letters import words_of
from worker.prepare.lexicons import lexicon, one_of
from worker.prepare.names import COUNTRIES, SECTIONS

ARROW = re.compile(r"\s+[»›>→←/\\|«‹<•·\-–—]+\s+|\s*[›>→]\s*")
HOME_ARROW = re.compile(rf"\W*(?:{one_of('home')})\s*[»›>→←/\\|«‹<•·\-–—]")
HOME = lexicon("home")
ADVERTISEMENTS = lexicon("advertisements")
WAYS = lexicon("to-top") | lexicon("navigation") | HOME
LATIN = re.compile("[a-z]")
ARABIC = re.compile("[\u0620-\u064a]")
SITE = re.compile(r"(?:صحيفه|جريده|شبكه|موقع|وكاله|قناه|مجله|بوابه|راديو|تلفزيون)(?!\w)")
DESK = re.compile(r"(?:شوون|شءون|شؤون|شئون|ملفات|قضايا|تقارير) \w+")
DESKS = SECTIONS - COUNTRIES
MENU_ENTRIES = 8
COLUMNS = re.compile(r"(?:[ \u00a0]{2,}|\t+|\s[|•·]\s)")


def breadcrumb(view: View) -> Iterator[Furniture]:
    """«الرئيسية » الأخبار » …»: short parts between arrows, led by the way home, or sections all the way."""
    for at, line in enumerate(view.lines):
        shown = line.span.of(view.text)
        parts = [" ".join(words_of(part)) for part in ARROW.split(shown) if part.strip()]
        if len(line.words) > 40:
            continue
        arrows = len(re.findall("[»›>→←]|\\s[/|]\\s", shown))
        sections = sum(part in SECTIONS for part in parts[:-1])
        led = sections == len(parts) - 1 > 1 or all(part in SECTIONS for part in parts)
        trail = view.in_head(at) and arrows >= len(parts) - 1 > 0 and led and not line.stopped
        if HOME_ARROW.match(line.folded) or trail:
            yield view.marked(at, "breadcrumb")


def section_name(view: View) -> Iterator[Furniture]:
    """A known section or country alone on a line above the prose, and not as the only line there; a section of two
    words anywhere.
    """
    for at, line in enumerate(view.lines):
        if not view.in_head(at) and len(line.words) >= 2 and line.phrase in DESKS:
            yield view.marked(at, "section-name")
    heads = [at for at in range(len(view.lines)) if view.in_head(at)]
    for at in heads:
        line = view.lines[at]
        told = line.phrase in SECTIONS or (len(line.words) <= 3 and not line.stopped and DESK.match(line.folded))
        if at < len(view.lines) - 1 and len(heads) > 1 and told:
            yield view.marked(at, "section-name")


def foreign_line(view: View) -> Iterator[Furniture]:
    """A short line at the edge of an Arabic text with no Arabic letter in it: the outlet's Latin name, a label."""
    arabic = any(ARABIC.search(line.folded) for line in view.lines)
    for at, line in enumerate(view.lines):
        most = 5 if view.at_edge(at) else 3
        if arabic and 0 < len(line.words) <= most and LATIN.search(line.folded) and not ARABIC.search(line.folded):
            yield view.marked(at, "foreign-line")


def site_name(view: View) -> Iterator[Furniture]:
    """The first line when it is the outlet naming itself, with a longer headline below it."""
    if len(view.lines) < 3 or view.first_prose < 2:
        return
    first, second = view.lines[0], view.lines[1]
    told = SITE.match(first.folded) is not None and not first.stopped
    if told and len(first.words) <= 5 and len(second.words) > len(first.words):
        yield view.marked(0, "outlet-name")


def way_back(view: View) -> Iterator[Furniture]:
    """Back to the top, skip to the content, menu, search."""
    for at, line in enumerate(view.lines):
        if line.phrase in WAYS:
            yield view.marked(at, "navigation")


def ticker(view: View) -> Iterator[Furniture]:
    """Four or more headlines on one line, set apart by wide gaps or bars and none of them stopped."""
    for at, line in enumerate(view.lines):
        if len(line.words) < 16:
            continue
        parts = [part for part in COLUMNS.split(line.span.of(view.text)) if words_of(part)]
        stopped = sum(part.rstrip().endswith((".", "،", ",")) for part in parts)
        if len(parts) >= 4 and stopped <= 1 and all(3 <= len(words_of(part)) <= 25 for part in parts):
            yield view.marked(at, "ticker")


def advertisement(view: View) -> Iterator[Furniture]:
    """The label of a place for advertisements."""
    for at, line in enumerate(view.lines):
        if line.phrase in ADVERTISEMENTS:
            yield view.marked(at, "advertisement")


def menu(view: View) -> Iterator[Furniture]:
    """Eight short bullets or more on end above the prose, none stopped and with no colon before them."""
    at = 0
    while at < len(view.lines):
        end = at
        while end < len(view.lines) and view.in_head(end) and _is_entry(view, end):
            end += 1
        announced = at > 0 and view.lines[at - 1].folded.rstrip().endswith(":")
        if end - at >= MENU_ENTRIES and end < len(view.lines) and not announced:
            for entry in range(at, end):
                yield view.marked(entry, "menu")
        at = max(end, at + 1)


def _is_entry(view: View, at: int) -> bool:
    line = view.lines[at]
    return line.bulleted and len(line.words) <= 8 and not line.stopped
