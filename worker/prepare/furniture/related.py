"""Ways to other articles: "read also" and the teasers that follow it, "more", links into the page's own video."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View
from worker.prepare.lexicons import lexicon, one_of

LEAD = re.compile(rf"[\W_]*(?:{one_of('related-markers')})(?!\w)")
AIMED = re.compile(r"\s*[:؛.…|»>←-]")
MORE = lexicon("more-buttons")
SEE_VIDEO = re.compile(
    r"(?:التفاصيل|المزيد|التتمه|للمزيد|للمشاهده|لمشاهده|شاهد)\b.{0,30}(?:في|عبر)?\s*(?:الفيديو|التقرير|الرابط|الحلقه)"
)
READ_ON = re.compile(
    r"\W*(?:اقرا|اقراي|اكمل|تابع|لقراءه|متابعه|لمتابعه|شاهد|لمشاهده)(?: (?:بقيه|باقي|قراءه|تفاصيل))?"
    r" (?:المقال|الخبر|الموضوع|التقرير|المزيد)"
    r"(?!\w)"
)
TWO_PARTS = re.compile(r"\.\.|…|[:؟!]")


def read_also(view: View) -> Iterator[Furniture]:
    """A marker with its headline on the same line, or alone with the teasers under it."""
    taken = -1
    for at, line in enumerate(view.lines):
        lead = LEAD.match(line.folded)
        if at <= taken or lead is None:
            continue
        rest = line.folded[lead.end() :]
        words = len(re.findall(r"\w+", rest))
        if words > 30 or (words > 0 and not AIMED.match(rest) and (line.stopped or words > 18)):
            continue  # "للمزيد من الأمن …": a sentence that happens to begin so
        yield view.marked(at, "read-also")
        if words <= 2:
            taken = _last_teaser(view, at)
            for teaser in range(at + 1, taken + 1):
                yield view.marked(teaser, "teaser")


def _last_teaser(view: View, marker: int) -> int:
    """The last line under ``marker`` that still reads as a teaser; ``marker`` when none does.

    With prose below, only what hangs on the marker goes: lines up to the next empty one. In the tail, all do until
    a stopped sentence.
    """
    last = marker
    prose_below = view.last_prose > marker
    for at in range(marker + 1, len(view.lines)):
        line = view.lines[at]
        if line.prose or (line.stopped and not line.trailing and len(line.words) > 3):
            break
        if prose_below and (len(line.words) > 25 or (line.blank_before and at > marker + 1) or at > marker + 6):
            break
        last = at
    return last


def more(view: View) -> Iterator[Furniture]:
    """A "more" button, or a pointer to the page's own video."""
    for at, line in enumerate(view.lines):
        pointer = len(line.words) <= 8 and SEE_VIDEO.match(line.folded) is not None
        button = len(line.words) <= 5 and READ_ON.match(line.folded) is not None and not line.stopped
        if line.phrase in MORE or pointer or button:
            yield view.marked(at, "more")


def bulleted_teasers(view: View) -> Iterator[Furniture]:
    """Linked headlines between two paragraphs: bullets, none stopped, after a stopped sentence and before prose."""
    at = 1
    while at < len(view.lines):
        end = at
        while end < len(view.lines) and _is_bulleted_headline(view, end):
            end += 1
        before = view.lines[at - 1]
        if 0 < end - at <= 4 and end < len(view.lines) and before.prose and before.stopped and view.lines[end].prose:
            for teaser in range(at, end):
                yield view.marked(teaser, "teaser")
        at = max(end, at + 1)


def _is_bulleted_headline(view: View, at: int) -> bool:
    line = view.lines[at]
    bulleted = line.folded.startswith(("- ", "• ", "– "))
    return bulleted and 4 <= len(line.words) <= 18 and not line.stopped and TWO_PARTS.search(line.folded) is not None
