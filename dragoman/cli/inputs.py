"""Reading what is to be submitted: files and standard input, whatever they are encoded in."""

import codecs
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from dragoman.article import MAX_BYTES
from dragoman.cli.errors import InputError

STANDARD_INPUT = "-"

_PAGE_SUFFIXES = {".html", ".htm", ".xhtml"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARABIC = re.compile(r"[\u0621-\u064A]")
_LETTER = re.compile(r"[^\W\d_]")
# Letters that are rare in Arabic but common when another code page is read as windows-1256.
_STRAY = re.compile(r"[\u0100-\u024F\u0679-\u06D2àâçèéêëîïôùûüœŒ]")
_READ_LIMIT = 4 * MAX_BYTES


@dataclass(frozen=True, slots=True)
class Source:
    """``name`` is what the user called it; ``page`` says that ``body`` is HTML."""

    name: str
    body: str
    page: bool


def read(name: str, *, page: bool = False) -> Source:
    """Read a file, or standard input for ``-``. ``page`` forces HTML; a ``.html`` file is HTML anyway.

    Raises InputError.
    """
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", name):
        raise InputError(
            f"{name} is an address, and fetching pages comes in a later version: "
            f"save the page in your browser, then submit the saved file with --html"
        )
    if name == STANDARD_INPUT:
        data, label = _read_standard_input(), "standard input"
    else:
        data, label = _read_file(Path(name)), name
    if len(data) > _READ_LIMIT:
        raise InputError(f"{label} is too large: the limit is {MAX_BYTES:,} bytes of text")
    page = page or Path(name).suffix.lower() in _PAGE_SUFFIXES
    text = decode(data)
    if text is None:
        raise InputError(
            f"{label} is not text in UTF-8 or windows-1256; convert it, for example with: "
            "iconv -f ENCODING -t UTF-8 FILE"
        )
    if not text.strip():
        raise InputError(f"{label} is empty")
    return Source(label, text, page)


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_READ_LIMIT + 1)
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder: name the files in it, for example {path / '*.txt'}") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


def _read_standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise InputError("there is no standard input to read; name a file instead of -")
    if sys.stdin.isatty():
        print("Paste the article, then press Ctrl-D on a line of its own.", file=sys.stderr)
    return sys.stdin.buffer.read(_READ_LIMIT + 1)


def decode(data: bytes) -> str | None:
    """Text from a byte order mark's encoding, UTF-8, or windows-1256 when it then reads as Arabic; else ``None``."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _try(data, encoding)
    text = _try(data, "utf-8")
    if text is not None:
        return text
    text = _try(data, "cp1256")
    return text if text is not None and _reads_as_arabic(text) else None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _reads_as_arabic(text: str) -> bool:
    arabic = len(_ARABIC.findall(text))
    letters = len(_LETTER.findall(text))
    # A page's markup is Latin, so a small share is enough; letters that Arabic does not use must be rare.
    return arabic > 0 and arabic >= 0.05 * letters and len(_STRAY.findall(text)) <= 0.1 * arabic
