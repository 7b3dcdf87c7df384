"""The article in a thread: pairs of sentences, a page a message."""

from collections.abc import Iterator
from dataclasses import replace

from api.slack.blocks import (
    BLOCK_TEXT,
    MORE,
    Block,
    Handle,
    Message,
    actions,
    button,
    context,
    counted,
    fix_button,
    section,
    sections,
    text_size,
)
from api.slack.lines import Line, shown_author
from api.slack.texts import FSI, clean, isolated, shortened, size
from dragoman.client import Document
from dragoman.flags import plain

PAGE_BLOCKS = 12
PAGE_TEXT = 9_000
"""Characters; far from Slack's limit, near to what one reads at a time."""


def page(article: Document, handle: Handle) -> Message:
    """Pairs of sentences from block ``handle.first`` on, and a button for what comes after them."""
    blocks = list(pairs(article, handle))
    chosen: list[Block] = []
    used = 0
    for block in blocks[handle.first :]:
        used += text_size(block)
        if chosen and (used > PAGE_TEXT or len(chosen) == PAGE_BLOCKS):
            break
        chosen.append(block)
    end = handle.first + len(chosen)
    if end < len(blocks):
        left = counted(len(blocks) - end, "part")
        following = Handle(handle.key, handle.job_id, handle.article_id, end)
        chosen += [actions(button(MORE, f"Show more ({left} left)", following))]
    else:
        chosen.append(context("That is the whole article."))
    return Message("The article, sentence by sentence", tuple(chosen))


def place(article: Document, n: int) -> range:
    """The blocks that show line ``n``."""
    before = {**article, "segments": [s for s in article["segments"] if s["n"] < n]}
    up_to = {**article, "segments": [s for s in article["segments"] if s["n"] <= n]}
    return range(len(list(pairs(before))), len(list(pairs(up_to))))


def pairs(article: Document, handle: Handle | None = None) -> Iterator[Block]:
    """Number, Arabic, English, flags and who corrected each sentence: one block where they fit into one.

    With a ``handle``, each sentence that has its English has a button to fix it.
    """
    for segment in article["segments"]:
        arabic = isolated(segment["source"]["text"])
        english = clean(segment["target"]["text"]) or "(not translated)"
        line = Line.of(segment)
        fix: Block = {}
        if handle and handle.article_id and line.english:
            fix = {"accessory": fix_button(replace(handle, line=line.n), "Fix")}
        flags = [f"⚑ {isolated(plain(flag), FSI)}" for flag in segment["flags"]]
        if line.author:
            flags.append(f"✎ Corrected by {isolated(shown_author(line.author), FSI)}")
        whole = "\n".join([f"[{segment['n']}] {arabic}", english, *flags])
        if size(whole) <= BLOCK_TEXT:
            yield section(whole) | fix
            continue
        yield section(f"[{line.n}]") | fix
        yield from sections(segment["source"]["text"], rtl=True)
        yield from sections(english)
        for flag in flags:
            yield section(shortened(flag, BLOCK_TEXT))
