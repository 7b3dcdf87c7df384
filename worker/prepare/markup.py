"""What a page's markup says of its article: JSON-LD, Open Graph and the ``time`` element."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import cast
from urllib.parse import urlsplit

from dragoman.article import Metadata
from worker.prepare.visible import Visible

ARTICLE_TYPES = frozenset(
    ("NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "WebPage")
)
Field = Mapping[str, str | int]


def markup_metadata(page: Visible, url: str | None, read: Metadata) -> Metadata:
    """``read``, what the text says of itself, with what the markup says put first; the URL names the outlet last."""
    found: dict[str, Field] = {}
    for document in _documents(page):
        for name, value in _of_document(document):
            found.setdefault(name, {"value": unescape(value), "rule": "json-ld"})
    for name, value in _of_meta(page.meta):
        found.setdefault(name, {"value": unescape(value), "rule": "meta"})
    for name, field in read.found.items():
        found.setdefault(name, field)
    host = urlsplit(url).hostname if url else None
    if host:
        found.setdefault("outlet", {"value": host.removeprefix("www."), "rule": "url"})
    if page.language:
        found.setdefault("language", {"value": page.language, "rule": "lang"})
    return Metadata(found)


def _documents(page: Visible) -> Iterator[Mapping[str, object]]:
    """The JSON-LD objects of an article type, however they are wrapped."""
    for script in page.linked_data:
        try:
            waiting: list[object] = [json.loads(script, strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(200):
            if not waiting:
                break
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting.extend(cast("list[object]", one))
            elif isinstance(one, dict):
                document = cast("dict[str, object]", one)
                waiting.append(document.get("@graph"))
                kinds = document.get("@type")
                listed = cast("list[object]", kinds) if isinstance(kinds, list) else [kinds]
                if ARTICLE_TYPES & {kind for kind in listed if isinstance(kind, str)}:
                    yield document


def _of_document(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, key in (("title", "headline"), ("published_at", "datePublished"), ("modified_at", "dateModified")):
        value = document.get(key)
        if isinstance(value, str) and value.strip() and (not name.endswith("_at") or _is_date(value)):
            yield name, value.strip()
    for name, key in (("byline", "author"), ("outlet", "publisher")):
        value = _name_of(document.get(key))
        if value:
            yield name, value


def _name_of(value: object) -> str:
    if isinstance(value, list):
        return "، ".join(name for one in cast("list[object]", value) if (name := _name_of(one)))
    if isinstance(value, dict):
        value = cast("dict[str, object]", value).get("name")
    return value.strip() if isinstance(value, str) else ""


def _of_meta(meta: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field, names in (
        ("title", ("og:title", "title")),
        ("outlet", ("og:site_name", "application-name")),
        ("byline", ("author", "article:author", "dc.creator")),
        ("published_at", ("article:published_time", "datepublished", "publishdate", "dc.date", "date", "time")),
        ("modified_at", ("article:modified_time", "datemodified")),
    ):
        value = next((meta[name] for name in names if meta.get(name)), None)
        if value and (not field.endswith("_at") or _is_date(value)) and not value.startswith("http"):
            yield field, value


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value.strip()[:10])
    except ValueError:
        return False
    return True
