"""Prepare a web page: its visible text, which of it is the article, and what its markup says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dragoman.errors import EmptyTextError
from dragoman.text import Furniture, SegmentKind
from worker.prepare.body import article_words, body_lines
from worker.prepare.furniture import disjoint, find_furniture
from worker.prepare.lines import Line, lines_of
from worker.prepare.markup import markup_metadata
from worker.prepare.paragraphs import Paragraph, paragraphs_of
from worker.prepare.pasted import assembled, prepare_text
from worker.prepare.prepared import DEFAULT_LIMIT, Prepared
from worker.prepare.visible import Block, Visible, visible_text

MOST_BLOCKS = 4000
"""A page of more lines than this is no article; trafilatura can take minutes for one."""


def prepare_html(
    html: str, url: str | None = None, limit: int = DEFAULT_LIMIT, published: date | None = None
) -> Prepared:
    """Cut the visible text of a page; what is not its article is furniture. ``url`` helps to name the outlet.

    ``limit`` and ``published`` are as in ``prepare_text``.

    Raises:
        EmptyTextError: there is no letter in what the page shows.
    """
    page = visible_text(html)
    if not any(char.isalpha() for char in page.text):
        raise EmptyTextError("this page shows no text; send the article's own page, or its text")
    lines = lines_of(page.text)
    blocks = _block_of_each(lines, page.blocks)
    article = article_words(html, url) if len(blocks) <= MOST_BLOCKS else []
    kept = body_lines(lines, blocks, article)
    if not any(kept):
        plain = prepare_text(page.text, limit, published)  # no article to be found: all of the page, by the text rules
        return replace(plain, metadata=markup_metadata(page, url, plain.metadata))
    title = _title_line(page, lines, kept)
    inside = [line for at, line in enumerate(lines) if kept[at] or at == title]
    outside = [
        Furniture(line.span, blocks[at].landmark or "outside-article")
        for at, line in enumerate(lines)
        if not kept[at] and at != title
    ]
    furniture = disjoint([*outside, *find_furniture(page.text, inside)])
    paragraphs = paragraphs_of(page.text, inside, furniture)
    if not paragraphs:
        furniture = tuple(outside)
        paragraphs = paragraphs_of(page.text, inside, furniture)
    kinds = {line.span.start: _kind(block) for line, block in zip(lines, blocks, strict=True)}
    marked = [_marked(one, kinds.get(one.span.start)) for one in paragraphs]
    prepared = assembled(page.text, marked, furniture, limit, published)
    return replace(prepared, metadata=markup_metadata(page, url, prepared.metadata))


def _block_of_each(lines: Sequence[Line], blocks: Sequence[Block]) -> list[Block]:
    """The block of each line; a line break in the page's own text leaves two lines in one block."""
    found: list[Block] = []
    at = 0
    for line in lines:
        while blocks[at].span.end <= line.span.start:
            at += 1
        found.append(blocks[at])
    return found


def _title_line(page: Visible, lines: Sequence[Line], kept: Sequence[bool]) -> int | None:
    """The line above the article that says what the page's title says, the nearest one to the article."""
    first = next(at for at, one in enumerate(kept) if one)
    titles = [frozenset(line.words) for name in ("og:title", "title") for line in lines_of(page.meta.get(name, ""))]
    for at in range(min(first, len(lines) - 1), -1, -1):
        words = frozenset(lines[at].words)
        if len(words) >= 3 and any(len(words & title) >= 0.8 * len(words) for title in titles):
            return at
    return None


def _kind(block: Block) -> SegmentKind | None:
    if block.heading:
        return SegmentKind.HEADING
    return SegmentKind.LIST_ITEM if block.item else None


def _marked(paragraph: Paragraph, kind: SegmentKind | None) -> Paragraph:
    """``paragraph`` with the kind its tag gives it; a title stays one."""
    if kind is None or paragraph.kind is SegmentKind.TITLE:
        return paragraph
    if kind is SegmentKind.HEADING and len(paragraph.span) > 200:
        return paragraph
    return replace(paragraph, kind=kind)
