"""Which lines of a page are the article: trafilatura's answer, mended where it drops a sentence of prose."""

import warnings
from collections.abc import Iterator, Sequence

import trafilatura

from worker.prepare.letters import words_of
from worker.prepare.lines import Line
from worker.prepare.visible import Block

SHINGLE = 4
"""Lines are compared by their runs of so many words."""

LINKED = 0.5
"""A line with this share of its letters in links is no prose."""


def article_words(page: str, url: str | None) -> list[tuple[str, ...]]:
    """The lines trafilatura takes for the article, as folded words; none when it finds no article."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own lxml calls
        try:
            text = trafilatura.extract(page, url=url, include_comments=False, favor_recall=True, output_format="txt")
        except Exception:
            return []
    return [words for line in (text or "").splitlines() if (words := words_of(line))]


def body_lines(lines: Sequence[Line], blocks: Sequence[Block], article: Sequence[tuple[str, ...]]) -> list[bool]:
    """For each line whether it is the article's: found in ``article``, or prose between two lines that are."""
    whole = {" ".join(words) for words in article}
    shingles = {run for words in article for run in _runs(words)}
    found = [_is_found(line, whole, shingles) for line in lines]
    long = [at for at, line in enumerate(lines) if found[at] and len(line.words) >= SHINGLE]
    if not long:
        return found
    first, last = long[0], long[-1]
    return [
        (found[at] and first - 2 <= at <= last + 2) or (first < at < last and _is_prose(lines[at], blocks[at]))
        for at in range(len(lines))
    ]


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for at in range(len(words) - SHINGLE + 1):
        yield tuple(words[at : at + SHINGLE])


def _is_found(line: Line, whole: set[str], shingles: set[tuple[str, ...]]) -> bool:
    if line.phrase in whole:
        return True
    runs = list(_runs(line.words))
    return bool(runs) and sum(run in shingles for run in runs) >= 0.8 * len(runs)


def _is_prose(line: Line, block: Block) -> bool:
    linked = block.linked / len(line.span)
    return line.prose and linked < LINKED and block.landmark in (None, "page-header", "figure")
