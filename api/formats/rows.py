"""CSV for spreadsheets, JSON Lines for programs: a line of the article on each row."""

import csv as _csv
import io
import json
import re

from api.formats.lines import Line, lines_of
from dragoman.aligned import AlignedArticle
from dragoman.translation import JsonValue

COLUMNS = ("n", "kind", "arabic", "english", "flags", "score", "signature", "corrected_by", "corrected_at", "machine")

# What spreadsheets take for the beginning of a formula, full-width forms too, behind whatever cannot be seen.
_FORMULA = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@＝＋－＠|%\t\r]")


def csv(aligned: AlignedArticle) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes Arabic for Latin-1. No cell can become a formula."""
    out = io.StringIO()
    writer = _csv.writer(out)  # RFC 4180: CRLF, quotes where they are needed
    writer.writerow(COLUMNS)
    for line in lines_of(aligned):
        by, at = _editor(line)
        texts = (line.source, line.target, " ".join(line.remarks))
        score = "" if line.score is None else line.score
        writer.writerow(
            [line.n, line.kind, *map(_cell, texts), score, line.signature, _cell(by), at, _cell(line.machine)]
        )
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def json_lines(aligned: AlignedArticle) -> bytes:
    """Every line exactly as it is, with flags as data."""
    return b"".join(_json(aligned.article.id, line) for line in lines_of(aligned))


def _json(article_id: str, line: Line) -> bytes:
    by, at = _editor(line)
    document: dict[str, JsonValue] = {
        "article_id": article_id,
        "n": line.n,
        "kind": line.kind,
        "source": line.source,
        "target": line.target,
        "flags": [flag.to_dict() for flag in line.flags],
        "score": line.score,
        "signature": line.signature,
        "corrected_by": by or None,
        "corrected_at": at or None,
        "machine": line.machine or None,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _editor(line: Line) -> tuple[str, str]:
    """Who made the English that stands, and when; blank for the machine's."""
    if not line.corrected or line.correction is None:
        return "", ""
    return line.correction.author, line.correction.at.isoformat()
