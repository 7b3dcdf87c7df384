"""An article as a file: one module a format, and the table of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.formats.document import docx
from api.formats.exchange import tmx, xliff
from api.formats.marked_up import html, markdown
from api.formats.rows import csv, json_lines
from dragoman.aligned import AlignedArticle


class Format(StrEnum):
    """What ``?format=`` may say."""

    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"
    DOCX = "docx"
    CSV = "csv"
    JSON_LINES = "jsonl"
    TMX = "tmx"
    XLIFF = "xliff"


@dataclass(frozen=True, slots=True)
class File:
    """How an article becomes a file. ``name`` is for people; ``media_type`` is what ``Accept`` asks for."""

    name: str
    media_type: str
    extension: str
    write: Callable[[AlignedArticle], bytes]
    charset: str = ""

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type


FILES: Mapping[Format, File] = {
    Format.MARKDOWN: File("Markdown", "text/markdown", "md", markdown, "utf-8"),
    Format.HTML: File("HTML", "text/html", "html", html, "utf-8"),
    Format.DOCX: File("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", docx),
    Format.CSV: File("CSV", "text/csv", "csv", csv, "utf-8"),
    Format.JSON_LINES: File("JSON Lines", "application/x-ndjson", "jsonl", json_lines),
    Format.TMX: File("TMX", "application/x-tmx+xml", "tmx", tmx),
    Format.XLIFF: File("XLIFF", "application/xliff+xml", "xlf", xliff),
}
"""Every format but the API's own JSON, which the article's endpoint writes itself."""
