"""What belongs to a picture or an embedded post: its caption, its credit, its text said twice."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View

CAPTION = re.compile(
    r"[\W_]*(?:صوره? (?:ارشيفيه|ارشيف|تعبيريه|توضيحيه)|ال?صوره?\s*[:(]|تصوير\b|تصوير\s*:|ارشيفيه?$"
    r"|©\s*(?:photo|getty|afp|ap|reuters|sputnik))"
)
CREDIT = re.compile(
    r"(?:getty images|\(?\s*(?:ا ف ب|رويترز|reuters|afp|epa|ap|اسوشيتد برس|غيتي|الاناضول)\s*\)?|\(?ارشيف(?:يه)?\)?)\W*$"
)
POST = re.compile(
    r"[-–—]\s*\S.{0,80}\(@\w{1,30}\)|.{0,40}\(@\w{1,30}\)\s+\w+ \d{1,2}, \d{4}|view this post on|a post shared by"
    r"|عرض هذا المنشور علي|تمت مشاركه منشور|منشور تمت مشاركته|(?:https?://)?(?:pic\.twitter\.com|t\.co)/\w+"
)


def embedded_post(view: View) -> Iterator[Furniture]:
    """Who posted it and when, under a quoted post: «— فلان (@name) March 3, 2020», «View this post on …»."""
    for at, line in enumerate(view.lines):
        if len(line.words) <= 16 and not line.prose and POST.match(line.folded):
            yield view.marked(at, "embedded-post")


def caption(view: View) -> Iterator[Furniture]:
    """A picture's caption or credit, told by its first word, or by its last above the prose."""
    for at, line in enumerate(view.lines):
        if at == 0 or len(line.words) > 20 or line.prose:
            continue
        told = CAPTION.match(line.folded) is not None and len(line.words) <= 12
        if told or (view.in_head(at) and CREDIT.search(line.folded)):
            yield view.marked(at, "caption")


def repeated_caption(view: View) -> Iterator[Furniture]:
    """A short line of the head that stands twice in a row: a picture's text and its caption."""
    for at in range(len(view.lines) - 1 if view.has_prose else 0):
        line, following = view.lines[at], view.lines[at + 1]
        adjacent = following.span.start - line.span.end <= 4
        if view.in_head(at + 1) and adjacent and 0 < len(line.words) <= 6 and line.words == following.words:
            yield view.marked(at, "caption")
            yield view.marked(at + 1, "caption")
