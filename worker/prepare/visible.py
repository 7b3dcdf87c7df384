# pyright: basic
"""The visible text of a page, a line for each block, and what each line stood in.

lxml has no types: this is the one file that deals with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]

from dragoman.text import Span
from worker.prepare.lexicons import lexicon

HIDDEN = lexicon("hidden-tags")
INLINE = lexicon("inline-tags")
LANDMARKS = {
    "nav": "navigation",
    "header": "page-header",
    "footer": "page-footer",
    "aside": "aside",
    "form": "form",
    "figure": "figure",
    "figcaption": "figure",
    "button": "button",
}
CELLS = frozenset(("td", "th"))
CELL_GAP = " | "
DEEPEST = 2000
"""libxml2 drops what is nested some 2,040 deep; long before that no page is a page any more."""

_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEVER_SHOWN = ("script", "style", "head", "template")
_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"<([/!]?\w*)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One line of visible text: its span, the tags it stands in from the outside in, and how much of it is links."""

    span: Span
    tags: tuple[str, ...]
    linked: int

    @property
    def landmark(self) -> str | None:
        """The innermost part of the page that has a name: navigation, footer, aside …"""
        return next((LANDMARKS[tag] for tag in reversed(self.tags) if tag in LANDMARKS), None)

    @property
    def heading(self) -> bool:
        return any(tag in ("h1", "h2", "h3", "h4", "h5", "h6") for tag in self.tags)

    @property
    def item(self) -> bool:
        return "li" in self.tags


@dataclass(frozen=True, slots=True)
class Visible:
    """What a page shows, line by line, and what its markup says of it (``meta`` by name or property, lower case)."""

    text: str
    blocks: tuple[Block, ...]
    language: str | None
    meta: dict[str, str]
    linked_data: tuple[str, ...]


@dataclass(slots=True)
class _Writer:
    """Gathers blocks. White space collapses as a browser shows it; a block ends in a line break."""

    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    tags: tuple[str, ...] = ()

    def write(self, text: str | None, tags: list[str]) -> None:
        if not text:
            return
        if text.strip():
            self.tags = self.tags or tuple(tags)
            if "a" in tags:
                self.linked += len(text.strip())
        self.parts.append(text)

    def flush(self) -> None:
        line = " ".join("".join(self.parts).split())
        if line and line != CELL_GAP.strip():
            line = line.removesuffix(CELL_GAP.rstrip())
            start = self.length + (1 if self.lines else 0)
            self.lines.append(line)
            self.length = start + len(line)
            self.blocks.append(Block(Span(start, self.length), self.tags, min(self.linked, len(line))))
        self.parts, self.linked, self.tags = [], 0, ()


def visible_text(page: str) -> Visible:
    """The text a reader sees, in document order; scripts, styles and what is marked hidden left out."""
    tree = parsed(page)
    writer = _Writer()
    tags: list[str] = []
    hidden = deepest = 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else None
        if event == "start":
            hidden += tag is None or _is_hidden(tag, node)
            tags.append(tag or "")
            deepest = max(deepest, len(tags))
            if not hidden:
                _open(writer, tag or "")
                writer.write(node.text, tags)
        elif event == "end":
            if not hidden:
                _close(writer, tag or "")
            tags.pop()
            hidden -= tag is None or _is_hidden(tag, node)
        if event != "start" and not hidden:
            writer.write(node.tail, tags)
    writer.flush()
    if not writer.lines or deepest >= DEEPEST:
        writer = _Writer()
        _write_bare(writer, page)
    return Visible(
        "\n".join(writer.lines), tuple(writer.blocks), tree.get("lang"), dict(_meta(tree)), _linked_data(tree)
    )


def _write_bare(writer: _Writer, page: str) -> None:
    """The page without its tags, line by line: for markup so broken or so deep that no tree shows any text."""
    inside: str | None = None
    for part in _TAG.split(_BROKEN.sub("", page)):
        tag = _TAG_NAME.match(part)
        name = tag[1].lower() if tag else ""
        if inside is None and name.removeprefix("/") == name and name in _NEVER_SHOWN:
            inside = name
        elif inside is not None and name == f"/{inside}":
            inside = None
        elif inside is None and not tag:
            writer.write(unescape(part), [])
            writer.flush()


def parsed(page: str) -> Any:
    """The page as a tree; what HTML cannot hold is dropped first. An empty page is an empty tree."""
    clean = _DECLARATION.sub("", _BROKEN.sub("", page))
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(clean, parser=parser)
    except etree.ParserError:
        return html.document_fromstring("<html></html>", parser=parser)


def _is_hidden(tag: str, node: Any) -> bool:
    if tag in HIDDEN or node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    style = node.get("style")
    return style is not None and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style) is not None


def _open(writer: _Writer, tag: str) -> None:
    if tag == "br" or (tag not in INLINE and tag not in CELLS):
        writer.flush()


def _close(writer: _Writer, tag: str) -> None:
    if tag in CELLS:
        writer.parts.append(CELL_GAP)
    elif tag not in INLINE:
        writer.flush()


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        if name and node.get("content"):
            yield name.lower(), node.get("content").strip()
    title = tree.find(".//title")
    if title is not None and title.text:
        yield "title", " ".join(title.text.split())
    for node in tree.iter("time"):
        if node.get("datetime"):
            yield "time", node.get("datetime")
            break


def _linked_data(tree: Any) -> tuple[str, ...]:
    return tuple(node.text for node in tree.iter("script") if node.get("type") == "application/ld+json" and node.text)
