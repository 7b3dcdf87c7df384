"""Tag lists, and the short labels around an article that no lexicon knows."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture
from worker.prepare.furniture.view import View
from worker.prepare.lexicons import one_of
from worker.prepare.lines import Line

TAGS = re.compile(rf"[\W_]*(?:{one_of('tag-labels')})\s*(?::|$)")
MOST_LABELS = 6
HASHTAG = re.compile(r"#\w+")


def tag_list(view: View) -> Iterator[Furniture]:
    """«الوسوم» with what follows, or a line of nothing but hashtags."""
    at = 0
    while at < len(view.lines):
        line = view.lines[at]
        hashed = HASHTAG.findall(line.folded)
        if hashed and len(" ".join(hashed)) >= 0.8 * len(line.folded):
            yield view.marked(at, "tag-list")
        elif (lead := TAGS.match(line.folded)) and not line.prose:
            yield view.marked(at, "tag-list")
            while not line.folded[lead.end() :].strip() and at + 1 < len(view.lines) and _is_tag(view, at + 1):
                at += 1
                yield view.marked(at, "tag-list")
        at += 1


def _is_tag(view: View, at: int) -> bool:
    line = view.lines[at]
    return len(line.words) <= 4 and not line.stopped and view.in_tail(at)


def head_label(view: View) -> Iterator[Furniture]:
    """A word or two between the headline and the first paragraph: a category, a caption, a name.

    Three or more make a list, and a line before a colon names a speaker: those stay.
    """
    labels: list[int] = []
    headed = False
    for at in range(view.first_prose if view.has_prose else 0):
        line = view.lines[at]
        twice = at > 0 and line.words == view.lines[at - 1].words  # a caption and its picture's text: told elsewhere
        if headed and len(line.words) <= 2 and _is_label(line) and not twice:
            labels.append(at)
        headed = headed or _is_headline(view, at)
    spoken = any(view.lines[at + 1].folded.startswith(":") for at in labels)
    if len(labels) <= 2 and not spoken:
        for at in labels:
            yield view.marked(at, "head-label")


def tail_label(view: View) -> Iterator[Furniture]:
    """A few short lines under the last paragraph, none a sentence and none announced by a colon."""
    tail = range(view.last_prose + 1, len(view.lines))
    labels = [at for at in tail if _is_label(view.lines[at]) and len(view.lines[at].words) <= 3]
    announced = any(line.folded.endswith(":") for line in view.lines[view.last_prose :])
    if view.has_prose and not announced and len(labels) == len(tail) <= MOST_LABELS:
        for at in labels:
            yield view.marked(at, "tail-label")


def _is_label(line: Line) -> bool:
    return bool(line.words) and not line.stopped and not line.bulleted and not line.folded.endswith((":", "،", ","))


def _is_headline(view: View, at: int) -> bool:
    line = view.lines[at]
    return len(line.words) >= 4 and not line.closed and not line.bulleted
