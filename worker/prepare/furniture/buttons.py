"""Things to press: share, print, letter size, follow us, listen, save."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View
from worker.prepare.lexicons import lexicon, one_of

VERBS = lexicon("share-verbs")
NETWORKS = lexicon("share-networks")
OBJECTS = lexicon("share-objects")
CALL = re.compile(
    r"[\W_]*(?:تابعونا|تابعنا|تابعوا|تابع|اشترك|اشتركوا|للاشتراك|انضم|انضموا|لمتابعه|لمتابعتنا|للانضمام"
    r"|follow|subscribe)\b"
)
SURE_CALL = re.compile(r"[\W_]*(?:تابعونا|تابعنا|اشترك|اشتركوا|انضموا)\b")
CHANNEL = re.compile(
    rf"(?<!\w)(?:{one_of('share-networks')}|فيس بوك|قناتنا|قناه|صفحتنا|حساباتنا|نشرتنا|النشره|البريديه"
    r"|الاخبار|اخبار|news)(?!\w)"
)
LETTER_SIZE = re.compile(r"(?:حجم الخط\s*:?)?[\s|]*(?:[aعا]\s?[+\-–]?[\s|]*){1,4}")


def share_button(view: View) -> Iterator[Furniture]:
    """Only words for sharing, and at least one of them a deed, or nearly all of them networks."""
    known = VERBS | NETWORKS | OBJECTS
    for at, line in enumerate(view.lines):
        words = [word for word in line.words if not word.isdigit()]
        if not words or len(words) > 24 or not all(word in known for word in words):
            continue
        networks = sum(word in NETWORKS for word in words)
        if any(word in VERBS for word in words) or networks >= max(1, len(words) - 2):
            yield view.marked(at, "share-button")


def follow_us(view: View) -> Iterator[Furniture]:
    """A call to follow the outlet somewhere."""
    for at, line in enumerate(view.lines):
        sure = len(line.words) <= 16 and SURE_CALL.match(line.folded)
        told = len(line.words) <= 22 and not line.prose and CALL.match(line.folded) and CHANNEL.search(line.folded)
        if sure or told:
            yield view.marked(at, "follow-us")


def letter_size(view: View) -> Iterator[Furniture]:
    """«A+ A-», «ع+ ع-», «حجم الخط»."""
    for at, line in enumerate(view.lines):
        if LETTER_SIZE.fullmatch(line.folded) and re.search(r"[+\-–]|حجم", line.folded):
            yield view.marked(at, "letter-size")
