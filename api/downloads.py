"""Which format of an article is wanted, and the answer that carries it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import Response

from api.formats import FILES, Format
from api.formats.marked_up import STYLE_HASH
from dragoman.aligned import AlignedArticle

_JSON = "application/json"
_MEDIA_TYPES: Mapping[str, Format] = {_JSON: Format.JSON} | {f.media_type: key for key, f in FILES.items()}

CONTENT: dict[str, Any] = {file.media_type: {} for file in FILES.values()}
"""The media types beside JSON, as an OpenAPI response lists them."""


def chosen(asked: Format | None, accept: str | None) -> Format:
    """``?format=`` decides; else the best of ``Accept`` that there is, JSON where nothing fits or all is welcome."""
    if asked is not None:
        return asked
    best, best_quality = Format.JSON, 0.0
    for media_type, quality in _accepted(accept or ""):
        found = _MEDIA_TYPES.get(media_type)
        if media_type in ("*/*", "application/*"):
            found = Format.JSON
        elif media_type == "text/*":
            found = Format.MARKDOWN
        if found is not None and quality > best_quality:
            best, best_quality = found, quality
    return best


def _accepted(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        media_type, *parameters = (p.strip().lower() for p in part.split(";"))
        quality = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        if re.fullmatch(r"[01](\.\d{0,3})?", quality):
            yield media_type, float(quality)


def download(aligned: AlignedArticle, wanted: Format, headers: Mapping[str, str], *, attached: bool) -> Response:
    """The article as a file; ``attached`` ones are saved by browsers, the others shown."""
    file = FILES[wanted]
    said = dict(headers)
    if attached:
        said["Content-Disposition"] = f'attachment; filename="{file_name(aligned, file.extension)}"'
    if wanted is Format.HTML:
        said["Content-Security-Policy"] = f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'"
    # Not media_type=: Starlette would add a charset to every text type.
    return Response(file.write(aligned), headers=said | {"Content-Type": file.content_type})


def file_name(aligned: AlignedArticle, extension: str) -> str:
    """Letters of ASCII, digits and hyphens, from the English title, with the end of the id to tell articles apart."""
    title = aligned.title.text if aligned.title else ""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    name = ""
    for word in words:
        if len(name) + len(word) > 60:
            break
        name += f"{word}-"
    return f"{name or 'article-'}{aligned.article.id[-8:]}.{extension}"
