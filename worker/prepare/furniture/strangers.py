"""Headlines of other articles that no marker announces: told by having nothing in common with the prose."""

from collections.abc import Iterator, Sequence

from dragoman.text import Furniture
from worker.prepare.furniture.view import View
from worker.prepare.lines import Line

HEADLINES = 4
"""With fewer headlines above the prose than this, each may be a title or a subtitle, and all stay."""

PROSE_LINES = 40
"""So many lines of prose are read for their words, not more: the work stays linear."""

PREFIXES = ("وال", "بال", "فال", "كال", "ولل", "ال", "لل", "و")


def other_headlines(view: View) -> Iterator[Furniture]:
    """Four headlines or more above the prose that share fewer than two words of some length with it."""
    if not view.has_prose:
        return
    known = _prose_words(view)
    headlines = [at for at in range(view.first_prose) if _is_headline(view.lines[at])]
    strange = [at for at in headlines if len(_telling(view.lines[at]) & known) < 2]
    announced = any(view.lines[at].folded.endswith(":") for at in range(view.first_prose))
    if len(strange) >= HEADLINES and not announced and not _runs_on([view.lines[at] for at in headlines]):
        for at in strange:
            yield view.marked(at, "other-headlines")


def _is_headline(line: Line) -> bool:
    return 3 <= len(line.words) <= 20 and not line.closed


def _runs_on(lines: Sequence[Line]) -> bool:
    """Whether the lines are rather one text with broken lines: one ends in a comma, or many begin with "and"."""
    joined = sum(line.folded.startswith("و") for line in lines)
    return any(line.folded.rstrip().endswith(("،", ",")) for line in lines) or joined * 4 > len(lines)


def _prose_words(view: View) -> set[str]:
    prose = [line for line in view.lines[view.first_prose : view.first_prose + PROSE_LINES] if line.prose]
    return {stem for line in prose for word in line.words if len(stem := _stem(word)) >= 3}


def _telling(line: Line) -> set[str]:
    """The words of a headline that tell what it is about: those of three letters or more without their article."""
    return {stem for word in line.words if len(stem := _stem(word)) >= 3}


def _stem(word: str) -> str:
    """``word`` without its article or conjunction."""
    prefix = next((one for one in PREFIXES if word.startswith(one) and len(word) - len(one) >= 3), "")
    return word[len(prefix) :]
